import { type Static, t } from 'elysia'
import { BackPageQuery } from '../../http/back-page.ts'
import { messageExample } from '../../http/examples.ts'
import { Message } from '../../http/message.ts'
import { decimal } from '../../http/parameters.ts'
import { integer, nullable, record } from '../../http/schema.ts'
import { prose } from '../../http/text.ts'

/** Characters of a query: a few sentences. */
const LONGEST = 256

export const SearchParameters = t.Object(
  {
    ...BackPageQuery.properties,
    // Fewer than elsewhere: each is looked through once more, to be marked.
    limit: t.Optional(decimal({ maximum: 50, default: 20, description: 'How many at most.' })),
    q: prose(LONGEST, { examples: ['hello from:ada'] }),
  },
  { additionalProperties: false },
)

export const SnippetSegment = record(
  'SnippetSegment',
  {
    text: t.String({ description: 'As it was written: escape it where you show it as HTML.' }),
    marked: t.Boolean({ description: 'Whether it is what was searched for.' }),
  },
  { examples: [{ text: 'Hello', marked: true }] },
)

export const SearchResult = record(
  'SearchResult',
  {
    message: Message,
    snippet: t.Array(SnippetSegment, {
      description: 'The part of the text about what was found, in order; … where some is left out.',
    }),
  },
  {
    examples: [
      {
        message: messageExample,
        snippet: [
          { text: 'Hello', marked: true },
          { text: ', world!', marked: false },
        ],
      },
    ],
  },
)

export const SearchResults = record(
  'SearchResults',
  {
    results: t.Array(SearchResult, { description: 'Newest first.' }),
    next_cursor: nullable(
      integer({
        description:
          'For `before`; null at the end. A page may be short, or empty, and go on all the same.',
      }),
    ),
  },
  { examples: [{ results: SearchResult.examples, next_cursor: null }] },
)
export type SearchResults = Static<typeof SearchResults>
