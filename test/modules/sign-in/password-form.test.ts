import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../../harness/server.ts'
import { webClient } from '../../harness/web-client.ts'

/** What the form of the sign-in page says; what it does stands in mailed-password.test.ts. */

const password = 'correct horse battery staple'

let server: TestServer
let adas: string
beforeEach(async () => {
  server = await startServer()
  const { auth } = server.services
  adas = (await server.person('ada@acme.test')).id
  await auth.database.deleteFrom('sessions').execute()
  const hash = await auth.hashing.hash(password)
  await auth.database.write(() => auth.passwords.put(adas, hash))
})
afterEach(() => server.stop())

function signIn(fields: Record<string, string>, browser = webClient()) {
  return browser.post(`${server.url}/sign-in`, { email: 'ada@acme.test', password, ...fields })
}

test('a wrong password and an unknown address are the same page, and repeat no password', async () => {
  const wrong = await signIn({ password: 'hunter2hunter2' })
  const unknown = await signIn({ email: 'bob@acme.test', password: 'hunter2hunter2' })

  expect([wrong.status, unknown.status]).toEqual([401, 401])
  expect(unknown.text.replace('bob@', 'ada@')).toBe(wrong.text)
  expect(wrong.text).toContain('role="alert"')
  expect(wrong.text).toContain('value="ada@acme.test"')
  expect(wrong.text).not.toContain('hunter2')
  expect(server.logged.join()).not.toContain('hunter2')
})

test.each(['', 'ada', 'ada@acme.test\r\nx: y'])('%j is no address', async (email) => {
  const { status, text } = await signIn({ email })
  expect(status).toBe(422)
  expect(text).toContain('id="email-error"')
})

test('without a password it says so, and asks nobody', async () => {
  const { status, text } = await signIn({ password: '' })
  expect(status).toBe(422)
  expect(text).toContain('id="password-error"')
  expect(server.services.auth.hashing.runs).toBe(1)
})

describe('whoever tries too often', () => {
  test('is told when to come again; a mailed link works meanwhile', async () => {
    let answer = await signIn({ password: 'wrong' })
    while (answer.status === 401) answer = await signIn({ password: 'wrong' })

    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.text).toContain('mailed link')
    expect((await signIn({})).status).toBe(429)
    const fields = { email: 'ada@acme.test' }
    const mailed = await webClient().post(`${server.url}/auth/signin/email`, fields)
    expect(mailed.status).toBe(303)
  })
})
