import { isDeepStrictEqual } from 'node:util'
import type { BenchServer } from '../processes/server.ts'
import { type Addressed, requestFor, type Workload } from './workloads.ts'

type Asked = Exclude<Workload, 'mixed'>

/** What a candidate answers, by what was asked. */
export type Answers = ReadonlyMap<string, unknown>

/**
 * Asks a candidate what the load will ask, of the first workspace and of the last one. What may
 * differ is taken out of the answers: ids, and the time of what is written now.
 */
export async function answersOf(
  server: BenchServer,
  addressed: Addressed,
  workloads: readonly Asked[],
): Promise<Answers> {
  const answers = new Map<string, unknown>()
  for (const tenant of new Set([0, addressed.ids.length - 1])) {
    for (const workload of workloads) {
      answers.set(`${workload} of ${tenant}`, await ask(server, workload, tenant, addressed))
    }
  }
  return answers
}

/** @throws Error where a candidate answers otherwise than Conclave */
export function assertSameAnswers(name: string, theirs: Answers, ours: Answers): void {
  for (const [asked, answer] of theirs) {
    const expected = ours.get(asked)
    if (isDeepStrictEqual(answer, expected)) continue
    throw new Error(
      `${name} answers ${asked} with\n${JSON.stringify(answer)}\nand not\n${JSON.stringify(expected)}`,
    )
  }
}

async function ask(
  { port }: BenchServer,
  workload: Asked,
  tenant: number,
  addressed: Addressed,
): Promise<unknown> {
  const { method, path, token, body } = requestFor(workload, tenant, 0.5, addressed)
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  const { status } = response
  const rooms = tenant * addressed.roomIds
  const messages = tenant * addressed.messageIds
  const answer: unknown = JSON.parse(text, function (this: Record<string, unknown>, key, value) {
    if (typeof value !== 'number' || value === 0) return value
    if (key === 'room_id') return value - rooms
    if (key === 'next_cursor' || key === 'last_read_message_id') return value - messages
    if (key !== 'id') return value
    return 'role' in this ? value - rooms : value - messages
  })
  if (workload !== 'post' || typeof answer !== 'object') return { status, answer }
  // In a database of all, ids go on where the last workspace ends.
  return { status, answer: { ...answer, id: null, created_at: null } }
}
