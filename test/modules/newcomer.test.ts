import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test'
import { type MailServer, mailServer } from '../harness/mail-server.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { type WebAnswer, type WebClient, webClient } from '../harness/web-client.ts'

/*
 * Somebody without an account is invited by mail: every step from that mail to
 * the first message, as their browser takes it, with real mail in between.
 */

const ZOE = 'zoe@elsewhere.test'

let mail: MailServer
let server: TestServer
let app: string
let acme: Team
beforeAll(async () => {
  mail = await mailServer()
})
afterAll(() => mail.stop())
beforeEach(async () => {
  const from = { name: 'Conclave', address: 'chat@acme.test' }
  server = await startServer({ mail: { smtpUrl: mail.url, from } })
  app = server.url.replace('127.0.0.1', 'localhost')
  acme = await team(server, 'acme')
})
afterEach(() => server.stop())

/** The link in the newest mail, which has to be for that address. */
async function linkMailedTo(email: string): Promise<string> {
  await server.services.mailer.drained()
  const newest = mail.received.at(-1)
  expect(newest?.to).toEqual([email])
  const link = /^https?:\S+$/m.exec(newest?.text ?? '')?.[0] ?? ''
  expect(new URL(link).origin).toBe(app)
  return link
}

async function invite(email: string): Promise<string> {
  const { status } = await acme.ada.api('POST', `${acme.path}/invitations`, {
    email,
    role: 'member',
  })
  expect(status).toBe(201)
  return linkMailedTo(email)
}

/** Where a link or button of the page leads. */
function leadsTo({ text }: WebAnswer, attribute: 'href' | 'action', path: string): string {
  const found = [...text.matchAll(/(href|action)="([^"]+)"/g)]
    .filter(([, name]) => name === attribute)
    .map(([, , value = '']) => value.replaceAll('&amp;', '&'))
    .find((value) => value.startsWith(path))
  if (found === undefined) throw new Error(`nothing leads to ${path}: ${text}`)
  return new URL(found, app).href
}

const roleOf = (email: string) => {
  const person = server.services.auth.people.findByEmail(email)
  return person && server.services.auth.memberships.find(acme.tenant.id, person.id)?.role
}

/** The page of the invitation to the workspace, by the button that joins. */
async function join(browser: WebClient, invitation: string): Promise<WebAnswer> {
  const page = await browser.get(invitation)
  expect(page.text).toContain(`signed in as <strong>${ZOE}</strong>`)
  const joined = await browser.post(leadsTo(page, 'action', '/invitations/'), {})
  expect([joined.status, joined.location]).toEqual([303, `${app}/w/acme`])
  return browser.get(joined.location)
}

async function firstMessage(browser: WebClient): Promise<void> {
  const room = await acme.room([])
  // Their row in the workspace is made at the first touch: Ada finds them after that.
  await browser.get(`${app}${acme.path}/rooms`)
  const { body } = await acme.ada.api<{ users: { id: string; username: string }[] }>(
    'GET',
    `${acme.path}/users`,
  )
  const zoe = body.users.find(({ username }) => username === 'zoe')
  await acme.ada.api('PUT', `${room}/members/${zoe?.id}`)
  const cookie = `conclave_session=${browser.cookie('localhost', 'conclave_session')}`
  const headers = { cookie, 'sec-fetch-site': 'same-origin' }
  const sent = await server.api('POST', `${room}/messages`, { content: 'Hello!' }, { headers })
  expect(sent).toMatchObject({ status: 201, body: { content: 'Hello!', user: { id: zoe?.id } } })
}

test('the mail, a mailed link to sign in, back to the invitation, in', async () => {
  const invitation = await invite(ZOE)
  const browser = webClient()

  const first = await browser.get(invitation)
  expect(first.text).toContain('Join acme')
  const signIn = leadsTo(first, 'href', '/sign-in')
  const form = await browser.get(signIn)
  const next = /name="next" value="([^"]+)"/.exec(form.text)?.[1] ?? ''
  expect(`${app}${next}`).toBe(invitation)
  await browser.post(`${app}/auth/signin/email`, { email: ZOE, next })

  const link = await linkMailedTo(ZOE)
  const confirm = await browser.get(link)
  expect(confirm.text).toContain(`sign in as <strong>${ZOE}</strong>`)
  const fields = Object.fromEntries(new URL(link).searchParams)
  const back = await browser.post(leadsTo(confirm, 'action', '/auth/confirm'), fields)
  expect(back.location).toBe(invitation)
  expect(roleOf(ZOE)).toBeUndefined()

  expect((await join(browser, back.location)).status).toBe(200)
  expect(roleOf(ZOE)).toBe('member')
  await firstMessage(browser)
  // It was for one person, once: they are told that they have joined, and nobody else is told anything.
  expect((await browser.get(invitation)).status).toBe(200)
  expect((await webClient().get(invitation)).status).toBe(404)
})

test('the mail, an account with a password, the mail again, in', async () => {
  const invitation = await invite(ZOE)
  const browser = webClient()
  const signIn = await browser.get(leadsTo(await browser.get(invitation), 'href', '/sign-in'))
  await browser.post(leadsTo(signIn, 'href', '/sign-up'), { email: ZOE })

  const link = await linkMailedTo(ZOE)
  const token = new URL(link).searchParams.get('token') ?? ''
  const page = await browser.get(link)
  const made = await browser.post(leadsTo(page, 'action', '/set-password'), {
    token,
    password: 'correct horse battery staple',
    name: 'Zoe',
  })
  expect(made.status).toBe(303)
  await join(browser, invitation)
  expect(roleOf(ZOE)).toBe('member')
  await firstMessage(browser)
})

test('whoever else opens the mail, and signs in with an address of their own, stays out', async () => {
  const invitation = await invite(ZOE)
  const thief = webClient()
  await thief.post(`${app}/auth/signin/email`, { email: 'eve@evil.test', next: '/' })
  const link = await linkMailedTo('eve@evil.test')
  await thief.post(`${app}/auth/confirm`, Object.fromEntries(new URL(link).searchParams))

  const refused = await thief.post(`${invitation}/join`, {})
  expect(refused.status).toBe(403)
  expect(refused.text).not.toContain(ZOE)
  expect(roleOf('eve@evil.test')).toBeUndefined()
  // Nor has the attempt used it up.
  expect((await webClient().get(invitation)).status).toBe(200)
})
