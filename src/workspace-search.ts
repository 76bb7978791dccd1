import { withConnection } from './database/with-connection.ts'
import {
  MessageSearch,
  type SearchAnswer,
  type SearchQuestion,
} from './models/search/message-search.ts'

/**
 * Milliseconds after which a search that has not filled its page is left where it is. SQLite
 * cannot be interrupted here: it is asked in portions, and the clock is read between them.
 */
const TIME = 250

/** One page of a search on a connection of its own, in one snapshot. It blocks. */
export function searchIn(path: string, question: SearchQuestion): SearchAnswer {
  const end = performance.now() + TIME
  return withConnection(
    path,
    (connection) =>
      connection.snapshot(() =>
        new MessageSearch(connection).find(question, () => performance.now() > end),
      ),
    { access: 'read-only' },
  )
}
