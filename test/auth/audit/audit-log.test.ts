import { expect, test } from 'bun:test'
import { OPERATOR, person } from '../../../src/auth/audit/actor.ts'
import type { AuditFilter } from '../../../src/auth/audit/audit-log.ts'
import { scratchAuth } from '../scratch-auth.ts'

const auth = scratchAuth()
const all: AuditFilter = {
  before: null,
  action: null,
  actorId: null,
  since: null,
  until: null,
  limit: 100,
}
const ada = person('ada', 'token-1', { requestId: 'r-1', address: '203.0.113.77' })

test('a row says who did what to whom, from which network', async () => {
  const { audit, database } = auth()
  await database.write(() =>
    audit.record(ada, 'member.role_changed', {
      personId: 'grace',
      tenantId: 'acme',
      details: { from: 'member', to: 'admin' },
    }),
  )

  const [row] = audit.ofTenant('acme', all)
  expect(row).toMatchObject({
    id: 1,
    action: 'member.role_changed',
    actor_kind: 'person',
    actor_id: 'ada',
    credential_id: 'token-1',
    person_id: 'grace',
    details: '{"from":"member","to":"admin"}',
    request_id: 'r-1',
    client_network: '203.0.113.0/24',
  })
  expect(audit.ofPerson('grace', all)).toEqual([row as never])
  expect(audit.ofPerson('ada', all)).toEqual([])
})

test('a unit of work that fails leaves no row', async () => {
  const { audit, database } = auth()
  const failing = database.write(() => {
    audit.record(OPERATOR, 'workspace.suspended', { tenantId: 'acme' })
    throw new Error('no')
  })

  expect(failing).rejects.toThrow('no')
  await failing.catch(() => undefined)
  expect(audit.ofTenant('acme', all)).toEqual([])
})

test('is read newest first, page by page, and by what is asked for', async () => {
  const { audit, database } = auth()
  await database.write(() => {
    for (let i = 0; i < 5; i += 1) audit.record(ada, 'token.created', { tenantId: 'acme' })
    audit.record(OPERATOR, 'workspace.suspended', { tenantId: 'acme' })
    audit.record(ada, 'token.created', { tenantId: 'rival' })
  })
  const ids = (filter: Partial<AuditFilter>) =>
    audit.ofTenant('acme', { ...all, ...filter }).map(({ id }) => id)

  expect(ids({ limit: 2 })).toEqual([6, 5])
  expect(ids({ before: 5, limit: 2 })).toEqual([4, 3])
  expect(ids({ action: 'workspace.suspended' })).toEqual([6])
  expect(ids({ actorId: 'ada', limit: 1 })).toEqual([5])
  expect(ids({ since: '2999-01-01' })).toEqual([])
  expect(ids({ until: '2999-01-01' })).toHaveLength(6)
  expect(ids({ until: '2000-01-01' })).toEqual([])
})

test('old rows go in portions, and ids are not used again', async () => {
  const { audit, database } = auth()
  await database.write(() => {
    for (let i = 0; i < 5; i += 1) audit.record(ada, 'token.created', { tenantId: 'acme' })
  })
  const portion = () => database.write(() => audit.deleteBefore('2999-01-01', 3))

  expect(await portion()).toBe(3)
  expect(audit.ofTenant('acme', all).map(({ id }) => id)).toEqual([5, 4])
  expect(await portion()).toBe(2)
  expect(await portion()).toBe(0)
  await database.write(() => audit.record(ada, 'token.created', { tenantId: 'acme' }))
  expect(audit.ofTenant('acme', all).map(({ id }) => id)).toEqual([6])
})

test('of a person whose account is deleted only the id is left', async () => {
  const { audit, database } = auth()
  await database.write(() => {
    audit.record(ada, 'session.created', { personId: 'ada' })
    audit.forget('ada')
  })

  expect(audit.ofPerson('ada', all)).toMatchObject([{ actor_id: 'ada', client_network: null }])
})
