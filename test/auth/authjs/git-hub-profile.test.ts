import { afterEach, expect, test } from 'bun:test'
import { gitHubProfile } from '../../../src/auth/authjs/git-hub-profile.ts'

let server: Bun.Server<undefined> | undefined
afterEach(() => server?.stop(true))

/** As much of api.github.com as is asked. */
function gitHub(emails: unknown, status = 200): string {
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      if (request.headers.get('authorization') !== 'Bearer gho_1')
        return new Response('', { status: 401 })
      // The address that is shown in public, which may be anybody's.
      const user = { id: 42, login: 'ada', name: 'Ada', email: 'public@example.com' }
      const isUser = new URL(request.url).pathname === '/user'
      return Response.json(isUser ? user : emails, { status: isUser ? 200 : status })
    },
  })
  return `http://127.0.0.1:${server.port}`
}

const primary = { email: 'ada@acme.test', primary: true, verified: true, visibility: null }

test('the address is the primary one, and verified if GitHub says so', async () => {
  const other = { ...primary, email: 'other@acme.test', primary: false }
  expect(await gitHubProfile(gitHub([other, primary]), 'gho_1')).toMatchObject({
    id: 42,
    name: 'Ada',
    email: 'ada@acme.test',
    email_verified: true,
  })
})

test.each([
  ['a primary address that is not verified', [{ ...primary, verified: false }]],
  ['no primary address', [{ ...primary, primary: false }]],
  ['no address', []],
])('%s counts for nothing', async (_, emails) => {
  expect(await gitHubProfile(gitHub(emails), 'gho_1')).toMatchObject({ email_verified: false })
})

test('an answer that is none is an error, without the token', async () => {
  const asking = gitHubProfile(gitHub([], 403), 'gho_1')
  expect(asking).rejects.toThrow('GitHub answered 403')
})
