import { Elysia } from 'elysia'
import { inWorkspace } from '../../http/access.ts'
import { readBackPage } from '../../http/back-page.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { showMessages } from '../../http/show-messages.ts'
import type { SearchAnswer } from '../../models/search/message-search.ts'
import { parseQuery } from '../../models/search/parse-query.ts'
import { MOST_TERMS, type SearchQuery, sizeOf } from '../../models/search/query.ts'
import { snippetOf } from '../../models/search/snippet.ts'
import { unprocessable } from '../../problem.ts'
import type { Services } from '../../services.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import { findMessages } from './find-messages.ts'
import { SearchParameters, SearchResults } from './schema.ts'

/** What was written, in the rooms that the caller is in. */
export function search(services: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/search' }).use(inWorkspace(services)).get(
    '/',
    ({ access, query: parameters }): Promise<SearchResults> => {
      const query = readQuery(parameters.q)
      const asked = { query, ...readBackPage({ limit: 20, ...parameters }) }
      return findMessages(services, access, asked, (db, found, viewer) =>
        show(db, found, query, viewer),
      )
    },
    {
      params: WorkspacePath,
      query: SearchParameters,
      detail: operation({
        id: 'searchMessages',
        tag: 'Messages',
        summary: 'Search messages',
        description: DESCRIPTION,
        answers: { 200: answer('A page of what was found.', SearchResults) },
        problems: [403, 507],
      }),
    },
  )
}

function readQuery(text: string): SearchQuery {
  const query = parseQuery(text)
  if (sizeOf(query) <= MOST_TERMS) return query
  throw unprocessable([
    { pointer: '?q', detail: `must have at most ${MOST_TERMS} words, phrases and filters` },
  ])
}

function show(
  db: WorkspaceDatabase,
  { ids, next }: SearchAnswer,
  { terms }: SearchQuery,
  viewer: string,
): SearchResults {
  const messages = showMessages(db, db.search.ofIds(ids, viewer), viewer)
  const results = messages.map((message) => ({
    message,
    snippet: snippetOf(message.content ?? '', terms),
  }))
  return { results, next_cursor: next }
}

const DESCRIPTION = `Of the rooms that you are in now, newest first. What is deleted or was changed is not found any more.

| in \`q\` | finds messages |
|---|---|
| \`release notes\` | with both words, wherever they stand, also in the name of the file; case and accents do not matter |
| \`"release notes"\` | with the words side by side |
| \`rel*\` | with a word that begins so (two letters at least) |
| \`东京\` | with these characters, anywhere: in scripts without blanks there are no words |
| \`from:ada\`, \`from:me\` | of somebody, by username; several: of any of them |
| \`in:12\`, \`in:"a name"\` | of a room, by id or name; several: of any of them |
| \`has:file\`, \`has:image\` | with an attachment |
| \`before:2026-03-01\`, \`after:…\`, \`on:…\` | of earlier days, later days, that day (UTC) |
| \`-word\`, \`-"some words"\`, \`-from:ada\` … | without that |

Whatever else stands there is taken for words. At most ${MOST_TERMS} words, phrases and filters.`
