import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { OPERATOR } from '../../src/auth/audit/actor.ts'
import { operations } from '../../src/control/operations.ts'
import { tellAgain } from '../../src/tell-again.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'

/*
 * Which event tells of what each operation changes. Whoever adds an operation that writes says
 * here what it tells, or why it tells nothing: clients keep what REST has shown them true by events
 * alone.
 */

/** Changes nothing that anybody in a workspace follows. */
const UNTOLD: Readonly<Record<string, string>> = {
  signIn: 'sessions are of one person',
  signOut: 'sessions are of one person',
  revokeOtherSessions: 'sessions are of one person',
  revokeSession: 'sessions are of one person',
  createAccount: 'there is no workspace yet',
  resetPassword: 'passwords are of one person',
  changePassword: 'passwords are of one person',
  createToken: 'tokens are of one person',
  revokeToken: 'tokens are of one person',
  createWorkspace: 'nobody follows it yet',
  deleteWorkspace: 'connections to it are closed',
  createInvitation: 'only admins see invitations, and ask for them',
  revokeInvitation: 'only admins see invitations, and ask for them',
  acceptInvitation: 'user.added tells of them when they first come',
  uploadFile: 'nobody else sees an upload until a message shows it',
  deleteFile: 'nobody else sees an upload until a message shows it',
}

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** Runs one operation after another, and notes what each has told. */
class Told {
  readonly told: Record<string, string[]> = {}
  readonly #team: Team
  #seq = 0

  constructor(acme: Team) {
    this.#team = acme
  }

  async by<T>(operation: string, work: () => Promise<T>): Promise<T> {
    await this.#news()
    const result = await work()
    this.told[operation] = await this.#news()
    return result
  }

  #news(): Promise<string[]> {
    return server.services.tenants.pool.read({ id: this.#team.tenant.id }, (db) => {
      const rows = db.events.since(this.#seq, 9_999)
      this.#seq = rows.at(-1)?.seq ?? this.#seq
      return rows.map(({ type }) => type)
    })
  }
}

const located = async (answer: ReturnType<Teammate['api']>) => {
  const { status, headers } = await answer
  expect(status).toBeLessThan(300)
  return headers.get('location') ?? ''
}
const done = async (answer: ReturnType<Teammate['api']>) => {
  const { status, body } = await answer
  expect([status < 300, status < 300 ? null : body]).toEqual([true, null])
}

async function tellEverything(acme: Team): Promise<Record<string, string[]>> {
  const { ada, grace, linus, path } = acme
  const log = new Told(acme)
  const room = await log.by('createRoom', () =>
    located(ada.api('POST', `${path}/rooms`, { name: 'General', type: 'group' })),
  )
  const member = `${room}/members/${grace.userId}`
  await log.by('addRoomMember', () => done(ada.api('PUT', member)))
  await log.by('changeRoomMember', () => done(ada.api('PATCH', member, { role: 'admin' })))
  await log.by('updateRoom', () => done(ada.api('PATCH', room, { topic: 'news' })))
  await log.by('openDirectRoom', () => done(ada.api('PUT', `${path}/direct-rooms/${grace.userId}`)))
  const message = await log.by('sendMessage', () =>
    located(ada.api('POST', `${room}/messages`, { content: 'hello' })),
  )
  await log.by('editMessage', () => done(ada.api('PATCH', message, { content: 'hello @grace' })))
  const reaction = `${message}/reactions/${encodeURIComponent('👍')}`
  await log.by('addReaction', () => done(grace.api('PUT', reaction)))
  await log.by('removeReaction', () => done(grace.api('DELETE', reaction)))
  const message_id = Number(message.split('/').at(-1))
  await log.by('markRoomRead', () => done(grace.api('PUT', `${room}/read`, { message_id })))
  await log.by('deleteMessage', () => done(ada.api('DELETE', message)))
  await log.by('removeRoomMember', () => done(ada.api('DELETE', member)))
  await log.by('updateUser', () => done(grace.api('PATCH', `${path}/users/me`, { name: 'Grace' })))
  const role = { role: 'admin' }
  await log.by('updateUser: role', () =>
    done(ada.api('PATCH', `${path}/users/${grace.userId}`, role)),
  )
  await log.by('updateWorkspace', () => done(ada.api('PATCH', path, { name: 'Acme' })))
  await log.by('updateWorkspaceSettings', () =>
    done(ada.api('PATCH', `${path}/settings`, { retention_days: 30 })),
  )
  await log.by('setWorkspaceState', async () => {
    await done(ada.api('PUT', `${path}/state`, { state: 'read_only' }))
    await done(ada.api('PUT', `${path}/state`, { state: 'active' }))
  })
  await log.by('transferWorkspace', () =>
    done(ada.api('POST', `${path}/transfer`, { user: grace.userId })),
  )
  await log.by('removeUser', () => done(grace.api('DELETE', `${path}/users/${linus.userId}`)))
  await log.by('deleteRoom', () => done(ada.api('DELETE', room)))
  await log.by('deleteMe', async () => {
    await done(ada.api('DELETE', '/me'))
    // Right afterwards, as it would be by itself.
    await server.services.tenants.settlement.settle(acme.tenant.id)
  })
  return log.told
}

test('every operation that writes tells of it, or says why not', async () => {
  const told = await tellEverything(await team(server, 'acme'))
  expect(told).toEqual({
    createRoom: ['member.added'],
    addRoomMember: ['member.added', 'message.created'],
    changeRoomMember: ['member.updated'],
    updateRoom: ['room.updated', 'message.created'],
    openDirectRoom: ['member.added', 'member.added'],
    sendMessage: ['message.created'],
    editMessage: ['message.edited'],
    addReaction: ['reaction.added'],
    removeReaction: ['reaction.removed'],
    markRoomRead: ['read.moved'],
    deleteMessage: ['message.deleted'],
    removeRoomMember: ['member.removed', 'message.created'],
    updateUser: ['user.updated'],
    'updateUser: role': ['user.updated'],
    updateWorkspace: ['workspace.updated'],
    updateWorkspaceSettings: ['workspace.updated'],
    setWorkspaceState: ['workspace.updated', 'workspace.updated'],
    transferWorkspace: ['user.updated', 'user.updated'],
    removeUser: ['user.removed'],
    deleteRoom: ['member.removed'],
    deleteMe: ['user.updated', 'user.removed'],
  })
  const document = await Bun.file(join(import.meta.dir, '../../docs/openapi.json')).json()
  const listed = [
    ...Object.keys(told).filter((name) => !name.includes(':')),
    ...Object.keys(UNTOLD),
  ]
  expect(listed.sort()).toEqual(writing(document).sort())
})

/** The operations that change something. */
function writing({ paths }: { paths: Record<string, Record<string, unknown>> }): string[] {
  return Object.values(paths).flatMap((item) =>
    Object.entries(item).flatMap(([method, operation]) =>
      ['post', 'put', 'patch', 'delete'].includes(method)
        ? (operation as { operationId: string }).operationId
        : [],
    ),
  )
}

test('so do whoever accepts an invitation, when they come, and the commands of an operator', async () => {
  const acme = await team(server, 'beta')
  const { services } = server
  const { ada, path } = acme
  const log = new Told(acme)
  const { body } = await ada.api<{ token: string }>('POST', `${path}/invitations`, {
    role: 'member',
  })
  const guest = await server.person('guest@beta.test')
  await done(guest.api('POST', `/invitations/${body.token}/accept`))
  await log.by('first visit', () => done(guest.api('GET', `${path}/rooms`)))
  const slug = 'beta'
  await log.by('tenant:read-only', () => operations['tenant:read-only'](services, { slug }))
  await log.by('tenant:resume', () => operations['tenant:resume'](services, { slug }))
  await log.by('tenant:rename', () => operations['tenant:rename'](services, { slug, to: 'gamma' }))
  expect(log.told).toEqual({
    'first visit': ['user.added'],
    'tenant:read-only': ['workspace.updated'],
    'tenant:resume': ['workspace.updated'],
    'tenant:rename': ['workspace.updated'],
  })
})

test('what a killed server had not told yet, the next one tells', async () => {
  const acme = await team(server, 'delta')
  const { auth, tenants } = server.services
  const log = new Told(acme)
  const { id: tenantId } = acme.tenant
  await log.by('committed, and killed', () =>
    auth.database.write(() => {
      auth.memberships.put(tenantId, acme.grace.id, 'admin')
      tenants.registry.setName(tenantId, 'Delta')
      const details = { from: 'member', to: 'admin' }
      const about = { tenantId, personId: acme.grace.id, details }
      auth.audit.record(OPERATOR, 'member.role_changed', about)
      auth.audit.record(OPERATOR, 'workspace.renamed', { tenantId })
    }),
  )
  await log.by('started again', async () => {
    const audited = auth.audit.latest(2).map(({ action }) => action)
    expect(audited).toEqual(['workspace.renamed', 'member.role_changed'])
    const telling = tellAgain(server.services)
    const told = () => tenants.pool.read({ id: tenantId }, (db) => db.events.since(0, 99))
    while (!(await told()).some(({ type }) => type === 'user.updated')) await Bun.sleep(1)
    await telling.stop()
  })
  expect(log.told['committed, and killed']).toEqual([])
  expect(log.told['started again']).toEqual(['workspace.updated', 'user.updated'])
})
