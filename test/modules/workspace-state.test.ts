import { afterEach, beforeEach, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
let path: string

beforeEach(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  path = `${acme.path}/state`
})
afterEach(() => server.stop())

const lifeCycle = () => server.services.tenants.lifeCycle

test('an owner makes it read-only and active again', async () => {
  const room = await acme.room([acme.grace])
  await acme.message(acme.grace, room, 'one')

  const { status, headers, body } = await acme.ada.api('PUT', path, { state: 'read_only' })

  expect(status).toBe(200)
  expect(body).toMatchObject({ slug: 'acme', state: 'read_only', role: 'owner' })
  expect((await acme.ada.api('GET', acme.path)).headers.get('etag')).toBe(headers.get('etag'))
  const said = await acme.grace.api('POST', `${room}/messages`, { content: 'two' })
  expect([said.status, said.body]).toMatchObject([423, { code: 'workspace_read_only' }])
  expect((await acme.grace.api('GET', `${room}/messages`)).status).toBe(200)
  expect((await acme.ada.api('PUT', path, { state: 'active' })).body).toMatchObject({
    state: 'active',
  })
  expect((await acme.grace.api('POST', `${room}/messages`, { content: 'two' })).status).toBe(201)
})

test('archived: 423 to all but reading what it is, and its owner takes it back whole', async () => {
  const room = await acme.room([acme.grace])
  await acme.message(acme.grace, room, 'one')
  await acme.ada.api('PUT', path, { state: 'read_only' })

  expect((await acme.ada.api('PUT', path, { state: 'archived' })).body).toMatchObject({
    state: 'archived',
  })
  expect(existsSync(server.services.tenants.directory.archive(acme.tenant.id))).toBe(true)
  for (const { api } of [acme.ada, acme.grace]) {
    expect((await api('GET', `${room}/messages`)).body).toMatchObject({
      code: 'workspace_archived',
    })
    expect((await api('PATCH', acme.path, { name: 'No' })).status).toBe(423)
    expect((await api('GET', acme.path)).body).toMatchObject({ state: 'archived' })
  }
  expect((await acme.grace.api('PUT', path, { state: 'active' })).status).toBe(403)
  // It was read-only when it was archived; what is asked for is more.
  expect((await acme.ada.api('PUT', path, { state: 'active' })).body).toMatchObject({
    state: 'active',
  })
  const { body } = await acme.grace.api('GET', `${room}/messages`)
  expect(body).toMatchObject({ messages: [{ content: 'one' }, { content: null }] })
})

test('what is asked for twice is answered twice', async () => {
  for (const state of ['archived', 'archived', 'read_only', 'read_only', 'active', 'active']) {
    const { status, body } = await acme.ada.api('PUT', path, { state })
    expect([status, body]).toMatchObject([200, { state }])
  }
  const { body } = await acme.ada.api('GET', `${acme.path}/audit-log`)
  const actions = (body as { entries: { action: string }[] }).entries.map(({ action }) => action)
  expect(actions.slice(0, 4)).toEqual([
    'workspace.resumed',
    'workspace.made_read_only',
    'workspace.unarchived',
    'workspace.archived',
  ])
})

test('what an operator has suspended no owner resumes, archived or not', async () => {
  const { id } = acme.tenant
  await lifeCycle().suspend(id, 'unpaid')
  for (const state of ['active', 'read_only', 'archived']) {
    expect((await acme.ada.api('PUT', path, { state })).body).toMatchObject({
      status: 423,
      code: 'workspace_suspended',
    })
  }
  await lifeCycle().archive(id)
  expect((await acme.ada.api('PUT', path, { state: 'active' })).status).toBe(423)
  expect(server.services.tenants.registry.findById(id)?.state).toBe('suspended')
})

test('nobody else may, nor a narrower token, nor on an older version', async () => {
  const narrow = await server.person('ada@acme.test', { scopes: ['read', 'write'] })
  const stranger = await server.person('stranger@other.test')
  const body = { state: 'archived' }
  expect((await acme.grace.api('PUT', path, body)).status).toBe(403)
  expect((await narrow.api('PUT', path, body)).status).toBe(403)
  expect((await stranger.api('PUT', path, body)).status).toBe(404)
  expect((await acme.ada.api('PUT', path, { state: 'suspended' })).status).toBe(422)
  const headers = { 'if-match': '"older"' }
  expect((await acme.ada.api('PUT', path, body, { headers })).status).toBe(412)
  expect(server.services.tenants.registry.findById(acme.tenant.id)?.state).toBe('active')
})
