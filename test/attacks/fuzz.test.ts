import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../harness/server.ts'
import { team } from '../harness/team.ts'
import { until } from '../harness/until.ts'
import { attackFrames } from './frames.ts'
import { attackHttp } from './http.ts'
import { attackJson } from './json.ts'
import { attackSearch } from './search.ts'
import type { Target } from './target.ts'
import { attackUploads } from './uploads.ts'

/* A few of what test/long sends by the thousand. What an operation is asked is test/contract's. */

let server: TestServer
let target: Target
beforeAll(async () => {
  server = await startServer()
  const { ada, path, ...acme } = await team(server, 'acme')
  const room = await acme.room()
  await acme.message(ada, room, 'A line about "NEAR(a, b)" and ünïcödé 日本語 content:x')
  target = { url: server.url, token: ada.token, path, room }
})
afterAll(() => server.stop())

// Whatever was thrown where nobody saw it.
afterEach(() =>
  expect(server.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]),
)

test('requests that are none', () => attackHttp(target, 60, 1))

test('frames that are none, and sockets are given back', async () => {
  await attackFrames(target, 40, 1)
  await until(() => server.live.statistics().sockets === 0)
})

test('queries that are none', () => attackSearch(target, 60, 1))

test('bodies that are no JSON, or more than that', () => attackJson(target, 80, 1))

test('files that are several things at once', () => attackUploads(target, 60, 1))
