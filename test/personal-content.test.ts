import { afterAll, beforeAll, expect, test } from 'bun:test'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { serveControl } from '../src/control/control-server.ts'
import { ServerFigures } from '../src/figures/server-figures.ts'
import { type MailServer, mailServer } from './harness/mail-server.ts'
import { startServer, type TestServer } from './harness/server.ts'
import { type Team, team } from './harness/team.ts'
import { until } from './harness/until.ts'

/*
 * People write, search, upload and invite, a command is refused, mail is not taken and a file
 * disappears, with the log at its most talkative. It may say all that went wrong, and nothing that
 * anybody wrote, nor who they are.
 */

/** Stands in whatever somebody types. */
const TYPED = 'Rosebud'

let mail: MailServer
let server: TestServer
let acme: Team
beforeAll(async () => {
  mail = await mailServer()
  server = await startServer({
    logLevel: 'trace',
    mail: { smtpUrl: mail.url, from: { name: 'Conclave', address: 'chat@conclave.test' } },
  })
  acme = await team(server, 'acme')
})
afterAll(async () => {
  await server.stop()
  await mail.stop()
})

const entries = () => server.logged.map((line) => JSON.parse(line) as Record<string, unknown>)
const entry = (msg: string) => entries().find((one) => one['msg'] === msg)

test('the log holds no content and no names, whatever goes wrong', async () => {
  const { ada, grace, path } = acme
  const room = await acme.room([grace], TYPED)
  await acme.message(grace, room, `${TYPED} was a sledge`)
  await acme.upload(ada, `${TYPED} as a file`)
  await ada.api('GET', `${path}/search?q=${TYPED}`)
  await ada.api('POST', `${room}/messages`, { content: TYPED, [TYPED]: 1 })
  await ada.api('GET', `${path}/${TYPED}?${TYPED}=${TYPED}`)
  await server.api('POST', '/session', { email: `${TYPED}@acme.test`, password: TYPED })
  mail.refusal = 550
  await ada.api('POST', `${path}/invitations`, { email: `${TYPED}@elsewhere.test`, role: 'member' })
  await until(() => entry('mail could not be delivered') !== undefined)
  await refused('account:delete', { email: `${TYPED}@acme.test` })
  await refused('tenant:erase', { slug: 'acme', person: `${TYPED}@acme.test` })
  await refused('tenant:erase', { slug: 'acme', person: ada.email })

  const directory = server.services.tenants.directory.tenant(acme.tenant.id)
  await server.services.tenants.pool.evict(acme.tenant.id)
  renameSync(directory, `${directory}-aside`)
  const answer = await ada.api('POST', `${room}/messages`, { content: TYPED })
  renameSync(`${directory}-aside`, directory)
  expect(answer.status).toBe(503)

  expect(entry('request failed')).toMatchObject({
    request_id: answer.headers.get('x-request-id'),
    tenant: acme.tenant.id,
    route: '/workspaces/:workspace/rooms/:room/messages',
  })
  expect(entries().filter(({ msg }) => msg === 'command refused')).toHaveLength(3)
  const told = server.logged.filter((line) => /rosebud|grace|ada@|sledge|@acme/i.test(line))
  expect(told).toEqual([])
})

/** Asks as a command does. */
async function refused(name: string, input: unknown): Promise<void> {
  const { services, live, dataDir } = server
  const unix = join(dataDir, 'control.sock')
  const control = serveControl({ services, live, figures: new ServerFigures() }, unix)
  const body = JSON.stringify(input)
  const response = await fetch(`http://conclave/${name}`, { method: 'POST', body, unix })
  await control.stop()
  expect(await response.json()).toMatchObject({ ok: false })
}
