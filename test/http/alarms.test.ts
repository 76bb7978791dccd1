import { expect, test } from 'bun:test'
import { root } from '../../src/http/root.ts'
import { createLogger } from '../../src/log.ts'
import { unavailable } from '../../src/problem.ts'

test('a fault that the operator must know of is logged with its cause, but not at each request', async () => {
  const lines: string[] = []
  const app = root({
    logger: createLogger('info', { write: (line) => void lines.push(line) }),
    problemFor: (error) => {
      const problem = unavailable('database_missing', 'The data is missing.', 30)
      problem.cause = error
      return problem
    },
  }).get('/', () => Promise.reject(new Error('no such file')))

  const requests = Array.from({ length: 20 }, () => app.handle(new Request('http://localhost/')))
  for (const { status } of await Promise.all(requests)) expect(status).toBe(503)

  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('no such file')
})

test('what passes by itself is not logged', async () => {
  const lines: string[] = []
  const app = root({
    logger: createLogger('info', { write: (line) => void lines.push(line) }),
    problemFor: () => unavailable('database_busy', 'The workspace is busy.', 1),
  }).get('/', () => Promise.reject(new Error('locked')))

  expect((await app.handle(new Request('http://localhost/'))).status).toBe(503)
  expect(lines).toEqual([])
})
