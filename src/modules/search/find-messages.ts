import type { WorkspaceAccess } from '../../auth/authority.ts'
import { readAsOrWithout } from '../../auth/projection.ts'
import type { SearchAnswer, SearchQuestion } from '../../models/search/message-search.ts'
import type { Services } from '../../services.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'

/**
 * Messages up to which the event loop searches by itself, within a millisecond or two: asking a
 * thread costs about as much.
 */
const SMALL = 10_000

/** What one page of a search finds, shown within the read that finds it or has the last word. */
export async function findMessages<T>(
  { tenants }: Pick<Services, 'tenants'>,
  access: WorkspaceAccess,
  asked: Omit<SearchQuestion, 'userId'>,
  show: (db: WorkspaceDatabase, answer: SearchAnswer, viewer: string) => T,
): Promise<T> {
  const { pool } = tenants
  const first = await readAsOrWithout(pool, access, (db, me) => {
    const question: SearchQuestion = { ...asked, userId: me?.id ?? '' }
    return db.search.span() > SMALL
      ? { question }
      : { shown: show(db, db.search.find(question), question.userId) }
  })
  if (first.question === undefined) return first.shown
  const answer = (await tenants.questions.ask(access, first.question)) as SearchAnswer
  // Rights and texts may have changed since: what is shown is read again.
  return pool.read(access, (db) => show(db, answer, first.question.userId))
}
