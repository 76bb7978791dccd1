import { accessSync, constants } from 'node:fs'
import { Elysia, t } from 'elysia'
import { answer, operation } from '../../http/operation.ts'
import { record } from '../../http/schema.ts'
import { unavailable } from '../../problem.ts'
import type { Services } from '../../services.ts'

const Health = record('Health', { status: t.Literal('ok') }, { examples: [{ status: 'ok' }] })

/** What load balancers and orchestrators ask. Public, and it tells nothing else. */
export function health({ auth, config }: Services, draining: () => boolean) {
  return new Elysia({ prefix: '/health' })
    .get('/live', () => ({ status: 'ok' as const }), {
      detail: operation({
        id: 'live',
        tag: 'Health',
        summary: 'Say whether the process runs',
        description: 'Touches nothing: a full disk is no reason to be killed.',
        access: 'public',
        answers: { 200: answer('It runs.', Health) },
      }),
    })
    .get('/ready', () => ready(), {
      detail: operation({
        id: 'ready',
        tag: 'Health',
        summary: 'Say whether requests can be served',
        description:
          'The auth database answers and takes writes, the data directory is writable, and the server is not stopping.',
        access: 'public',
        answers: { 200: answer('They can.', Health) },
        problems: [503],
      }),
    })

  function ready() {
    if (draining()) throw unavailable('stopping', 'The server is stopping.', 1)
    try {
      accessSync(config.dataDir, constants.W_OK | constants.X_OK)
      auth.database.read(() => auth.people.findById(''))
      const [problem] = auth.database.health().problems
      if (problem !== undefined) throw new Error(problem)
    } catch (cause) {
      throw notReady(cause)
    }
    return { status: 'ok' as const }
  }
}

function notReady(cause: unknown) {
  const problem = unavailable('not_ready', 'The data directory cannot be used.', 5)
  problem.cause = cause
  return problem
}
