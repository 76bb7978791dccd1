import { afterAll, beforeAll, expect, onTestFinished, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditFilter } from '../../../src/auth/audit/audit-log.ts'
import { operations } from '../../../src/control/operations.ts'
import { startServer, type TestServer } from '../../harness/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const all: AuditFilter = {
  before: null,
  action: null,
  actorId: null,
  since: null,
  until: null,
  limit: 100,
}

test('each command that changes the life of a workspace leaves a row of the operator', async () => {
  const { services } = server
  const slug = 'acme'
  const directory = mkdtempSync(join(tmpdir(), 'conclave-audit-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'acme.sqlite')
  const { id } = await operations['tenant:create'](services, { slug, owner: 'ada@acme.test' })
  await operations['tenant:suspend'](services, { slug, reason: 'unpaid' })
  await operations['tenant:resume'](services, { slug })
  await operations['tenant:quota'](services, { slug, bytes: 1_000_000_000 })
  await operations['tenant:read-only'](services, { slug })
  await operations['tenant:resume'](services, { slug })
  await operations['tenant:export'](services, { slug, file, format: 'sqlite' })
  await operations['tenant:archive'](services, { slug })
  await operations['tenant:unarchive'](services, { slug })
  await operations['tenant:rename'](services, { slug, to: 'acme-labs' })
  const renamed = { slug: 'acme-labs' }
  const clone = await operations['tenant:clone'](services, { source: 'acme-labs', slug: 'clone' })
  const imported = await operations['tenant:import'](services, { file, slug: 'imported' })
  await operations['tenant:delete'](services, { ...renamed, graceDays: 1 })
  await operations['tenant:undelete'](services, renamed)
  await operations['tenant:delete'](services, { ...renamed, graceDays: 1 })
  await operations['tenant:purge'](services, { ...renamed, now: true })

  const rows = services.auth.audit.ofTenant(id, all)
  expect(rows.map(({ action }) => action).reverse()).toEqual([
    'workspace.created',
    'member.added',
    'token.created',
    'workspace.suspended',
    'workspace.resumed',
    'workspace.quota_changed',
    'workspace.made_read_only',
    'workspace.resumed',
    'workspace.exported',
    'workspace.archived',
    'workspace.unarchived',
    'workspace.renamed',
    'workspace.deleted',
    'workspace.undeleted',
    'workspace.deleted',
    'workspace.purged',
  ])
  expect(new Set(rows.map(({ actor_kind }) => actor_kind))).toEqual(new Set(['operator']))
  expect(JSON.stringify(rows)).not.toMatch(/ada@|cnv_|unpaid/)
  const actions = (tenantId: string) =>
    services.auth.audit.ofTenant(tenantId, all).map(({ action }) => action)
  expect(actions(clone.id)).toEqual(['workspace.cloned'])
  expect(actions(imported.id)).toEqual(['workspace.imported'])
})

test('a command that is refused leaves none', async () => {
  const { services } = server
  const { id } = await operations['tenant:create'](services, { slug: 'calm' })
  const before = services.auth.audit.ofTenant(id, all)
  const refused = await Promise.allSettled([
    operations['tenant:resume'](services, { slug: 'calm' }),
    operations['tenant:rename'](services, { slug: 'calm', to: 'calm' }),
    operations['tenant:undelete'](services, { slug: 'calm' }),
    operations['tenant:unarchive'](services, { slug: 'calm' }),
  ])
  expect(refused.map(({ status }) => status)).toEqual(Array(4).fill('rejected'))
  expect(services.auth.audit.ofTenant(id, all)).toEqual(before)
})
