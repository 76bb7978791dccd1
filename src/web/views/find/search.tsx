import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { navigate, place } from '../../location.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchIcon } from '../../ui/icons.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { LoadedList } from '../parts/loaded.tsx'
import { PaneHead } from '../parts/pane.tsx'
import { useList } from '../parts/use-list.ts'
import { Filters } from './filters.tsx'
import { FoundMessage } from './found-message.tsx'
import { type Asked, askedOf, queryOf } from './query.ts'

/** Milliseconds without a key, after which what was typed is looked for. */
const REST = 250

/** What was said, by words and filters. The address keeps what was asked for. */
export function Search() {
  const { slug } = useWorkspace()
  const asked = askedOf(place.value.query)
  const query = queryOf(asked)
  const put = (changes: Partial<Asked>) => {
    const next = Object.entries({ ...asked, ...changes }).filter(([, value]) => value !== '')
    const path = `/w/${slug}/search`
    const search = new URLSearchParams(next)
    navigate(search.size === 0 ? path : `${path}?${search}`, { replace: true })
  }
  return (
    <section class="pane">
      <PaneHead title="Search" note="In the rooms that you are in" back={`/w/${slug}`} />
      <div class="pane-body">
        <div class="page">
          <search class="search-form">
            <Words words={asked.q} onWords={(q) => put({ q })} />
            <Filters asked={asked} onChange={put} />
          </search>
          {query === '' ? <Hints /> : <Results query={query} />}
        </div>
      </div>
    </section>
  )
}

interface WordsProps {
  readonly words: string
  readonly onWords: (words: string) => void
}

function Words({ words, onWords }: WordsProps) {
  const [typed, setTyped] = useState(words)
  const field = useRef<HTMLInputElement>(null)
  // A link or a key has led to another search, or to a new one: seen with what was found, and not a frame later.
  useLayoutEffect(() => {
    setTyped((known) => (known.trim() === words ? known : words))
    if (words === '') field.current?.focus()
  }, [words])
  // After each drawing, because the filters may be others by then.
  useEffect(() => {
    if (typed.trim() === words) return
    const timer = setTimeout(() => onWords(typed.trim()), REST)
    return () => clearTimeout(timer)
  })
  return (
    <div class="searching">
      <SearchIcon />
      <input
        ref={field}
        class="input"
        type="search"
        aria-label="Search messages"
        placeholder="Search messages"
        value={typed}
        maxLength={200}
        autofocus
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Enter' && onWords(typed.trim())}
      />
    </div>
  )
}

function Results({ query }: { readonly query: string }) {
  const { conclave, id } = useWorkspace()
  const list = useList(
    async (before: number | undefined, signal) => {
      const asked = { workspace: id, q: query, ...(before && { before }) }
      const page = await conclave.searchMessages(asked, { signal })
      return { items: page.results, next: page.next_cursor }
    },
    [id, query],
  )
  return (
    <>
      <p class="unseen" role="status">
        {list.items === undefined ? '' : `${list.items.length} messages are shown.`}
      </p>
      <LoadedList
        list={list}
        label="what was found"
        empty={
          <EmptyState icon={SearchIcon} title="Nothing was found">
            Try fewer words, or the beginning of one with a star: rel*
          </EmptyState>
        }
      >
        {(results) => (
          <ul class="found-list" aria-label="Found messages">
            {results.map(({ message, snippet }) => (
              <li key={message.id}>
                <FoundMessage message={message}>
                  {snippet.map(({ text, marked }, index) =>
                    marked ? <mark key={index}>{text}</mark> : text,
                  )}
                </FoundMessage>
              </li>
            ))}
          </ul>
        )}
      </LoadedList>
    </>
  )
}

const hints = [
  ['release notes', 'messages with both words'],
  ['“release notes”', 'with the words side by side'],
  ['rel*', 'with a word that begins so'],
  ['from:ada', 'what somebody wrote'],
  ['-draft', 'without a word'],
] as const

function Hints() {
  return (
    <div class="hints">
      <h2>What can be typed</h2>
      <dl>
        {hints.map(([typed, found]) => (
          <div key={typed}>
            <dt>
              <code>{typed}</code>
            </dt>
            <dd>{found}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
