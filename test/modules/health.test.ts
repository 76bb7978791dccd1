import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../harness/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

test.each(['/health/live', '/health/ready'])('%s needs no credentials', async (path) => {
  const { status, body } = await server.api('GET', path)

  expect(status).toBe(200)
  expect(body).toEqual({ status: 'ok' })
})
