import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { SessionList } from '../../src/modules/sessions/schema.ts'
import { type Person, startServer, type TestServer } from '../harness/server.ts'

type List = typeof SessionList.static

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const sessionsOf = async ({ api }: Person) => (await api<List>('GET', '/me/sessions')).body.sessions
const works = async ({ api }: Person) => (await api('GET', '/me')).status === 200
const current = async (person: Person) =>
  (await sessionsOf(person)).find((session) => session.current)?.id ?? ''

let number = 0
/** The same person, signed in so many times. */
function signedIn(times: number): Promise<Person[]> {
  number += 1
  const email = `person-${number}@acme.test`
  return Promise.all(Array.from({ length: times }, () => server.person(email)))
}

test('are listed, the current one marked, without anything that could be used', async () => {
  const [here, there] = (await signedIn(2)) as [Person, Person]
  const { body } = await here.api<List>('GET', '/me/sessions')

  expect(body.sessions.map((session) => session.current).sort()).toEqual([false, true])
  for (const session of body.sessions) {
    expect(session).toMatchObject({ user_agent: 'test' })
    expect(Date.parse(session.expires_at)).toBeGreaterThan(Date.now() + 29 * 24 * 60 * 60_000)
  }
  expect(JSON.stringify(body)).not.toContain(here.token.slice(4))
  expect(JSON.stringify(body)).not.toContain(there.token.slice(4))
  expect(await current(there)).not.toBe(await current(here))
})

describe('revoking', () => {
  test('one holds from the next request on, and leaves the others', async () => {
    const [here, there, elsewhere] = (await signedIn(3)) as [Person, Person, Person]
    const id = await current(there)
    expect((await here.api('DELETE', `/me/sessions/${id}`)).status).toBe(204)

    expect(await works(there)).toBe(false)
    expect(await works(elsewhere)).toBe(true)
    expect((await here.api('DELETE', `/me/sessions/${id}`)).status).toBe(404)
    expect(await sessionsOf(here)).toHaveLength(2)
  })

  test('the current one is possible', async () => {
    const [here] = (await signedIn(1)) as [Person]
    expect((await here.api('DELETE', `/me/sessions/${await current(here)}`)).status).toBe(204)
    expect(await works(here)).toBe(false)
  })

  test('all others leaves the current one', async () => {
    const [here, there, elsewhere] = (await signedIn(3)) as [Person, Person, Person]
    expect((await here.api('DELETE', '/me/sessions')).status).toBe(204)
    expect(await Promise.all([here, there, elsewhere].map(works))).toEqual([true, false, false])
  })

  test("does not reach other people's", async () => {
    const [ada] = (await signedIn(1)) as [Person]
    const [bob] = (await signedIn(1)) as [Person]
    const answer = await bob.api('DELETE', `/me/sessions/${await current(ada)}`)
    expect(answer).toMatchObject({ status: 404, body: { code: 'session_not_found' } })
    expect((await bob.api('DELETE', '/me/sessions')).status).toBe(204)
    expect(await works(ada)).toBe(true)
  })
})

test('an API token neither sees nor ends them, whatever it may do', async () => {
  const [ada] = (await signedIn(1)) as [Person]
  const token = await server.person(ada.email, { kind: 'token' })
  for (const [method, path] of [
    ['GET', '/me/sessions'],
    ['DELETE', '/me/sessions'],
    ['DELETE', `/me/sessions/${await current(ada)}`],
  ] as const) {
    const answer = await token.api(method, path)
    expect(answer).toMatchObject({ status: 403, body: { code: 'session_required' } })
  }
  expect(await works(ada)).toBe(true)
})
