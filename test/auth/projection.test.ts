import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { copyFileSync } from 'node:fs'
import { readAs, writeAs } from '../../src/auth/projection.ts'
import type { Tenant } from '../../src/tenancy/tenant.ts'
import { type Person, startServer, type TestServer } from '../harness/server.ts'

let server: TestServer
let ada: Person
let acme: Tenant
let count = 0

beforeAll(async () => {
  server = await startServer()
  ada = await server.person('ada@acme.test', { name: 'Ada Lovelace' })
})
afterAll(() => server.stop())

beforeEach(async () => {
  count += 1
  acme = await server.workspace(`acme-${count}`, { owner: ada })
})

const pool = () => server.services.tenants.pool

function accessOf({ token }: Person, write = true) {
  const { authority } = server.services.auth
  return authority.enter(authority.authenticate(token), acme.id, write)
}

const users = () => pool().read(acme, (db) => db.users.list({ after: null, limit: 100 }))

describe('the first touch', () => {
  test('makes one row, however many come at once', async () => {
    const touches = Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0
        ? readAs(pool(), accessOf(ada, false), (_db, me) => me.id)
        : writeAs(pool(), accessOf(ada), (_db, me) => me.id),
    )
    const ids = new Set(await Promise.all(touches))

    expect(ids.size).toBe(1)
    expect(await users()).toMatchObject([
      { auth_id: ada.id, username: 'ada', email: 'ada@acme.test', name: 'Ada Lovelace' },
    ])
  })

  test('of people whose addresses begin alike gives each a username', async () => {
    const others = ['beta.test', 'gamma.test'].map((host) => server.person(`ada@${host}`))
    const people = [ada, ...(await Promise.all(others))]
    for (const person of people) await server.addMember(acme, person)
    await Promise.all(people.map((person) => person.api('GET', `/workspaces/${acme.id}/users/me`)))

    const names = (await users()).map(({ username }) => username)
    expect(names.sort()).toEqual(['ada', 'ada-2', 'ada-3'])
  })

  test.each([
    ["O'Brien+chat@acme.test", 'o-brien-chat'],
    ['_-_@acme.test', 'user'],
    [`${'a'.repeat(64)}@acme.test`, 'a'.repeat(24)],
  ])('gives %s a username that they could have chosen', async (email, username) => {
    const person = await server.person(email)
    await server.addMember(acme, person)
    const path = `/workspaces/${acme.id}/users/me`
    const { body } = await person.api('GET', path)

    expect(body).toMatchObject({ username, email })
    expect((await person.api('PATCH', path, { username })).status).toBe(200)
  })

  test('leaves no row when its work fails', async () => {
    const failing = writeAs(pool(), accessOf(ada), () => {
      throw new Error('no')
    })

    await expect(failing).rejects.toThrow('no')
    expect(await users()).toEqual([])
  })
})

describe('the first touch of a workspace that can only be read', () => {
  test('makes no row: no rooms are listed, and whoever asks for their own row is told why', async () => {
    const { auth, tenants } = server.services
    const newcomer = await server.person('newcomer@acme.test')
    await server.addMember(acme, newcomer)
    await ada.api('GET', `/workspaces/${acme.id}/users/me`)
    const before = await users()
    await auth.database.write(() => tenants.registry.setState(acme.id, 'read_only'))
    const get = (path: string) => newcomer.api('GET', `/workspaces/${acme.id}${path}`)

    expect(await get('/rooms')).toMatchObject({ status: 200, body: { rooms: [] } })
    expect(await get('/rooms/1')).toMatchObject({ status: 404 })
    expect(await get('/users/me')).toMatchObject({
      status: 423,
      body: { code: 'workspace_read_only' },
    })
    expect((await ada.api('GET', `/workspaces/${acme.id}/users/me`)).status).toBe(200)
    expect(await users()).toEqual(before)

    await auth.database.write(() => tenants.registry.setState(acme.id, 'active'))
    expect((await get('/users/me')).status).toBe(200)
  })
})

test('an older file without the row gets it anew', async () => {
  const { directory } = server.services.tenants
  const path = directory.database(acme.id)
  await pool().evict(acme.id)
  copyFileSync(path, `${path}.before`)
  await readAs(pool(), accessOf(ada, false), (_db, me) => me.id)
  expect(await users()).toHaveLength(1)

  await pool().evict(acme.id)
  copyFileSync(`${path}.before`, path)
  expect(await users()).toEqual([])
  const { status } = await ada.api('POST', `/workspaces/${acme.id}/rooms`, {
    name: 'General',
    type: 'group',
  })

  expect(status).toBe(201)
  expect(await users()).toMatchObject([{ auth_id: ada.id }])
})
