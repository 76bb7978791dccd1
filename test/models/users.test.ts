import { describe, expect, test } from 'bun:test'
import { UniqueViolation } from '../../src/database/errors.ts'
import { scratchWorkspace } from './scratch-workspace.ts'

const workspace = scratchWorkspace()

describe('users', () => {
  test('create generates an id and a time, and fills the rest with null', () => {
    const db = workspace()
    const user = db.users.create({ name: 'John Doe', email: 'john@example.com' })
    expect(user).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      auth_id: null,
      left_at: null,
      username: null,
      email: 'john@example.com',
      avatar_url: null,
      name: 'John Doe',
      emailVerified: null,
      image: null,
      password_hash: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
    })
    expect(db.users.findById(user.id)).toEqual(user)
  })

  test('create takes the id and auth_id that it is given', () => {
    const db = workspace()
    const user = db.users.create({ id: 'u1', auth_id: 'person-1', name: 'Ada' })
    expect(user.id).toBe('u1')
    expect(db.users.findByAuthId('person-1')).toEqual(user)
    expect(db.users.findByAuthId('person-2')).toBeNull()
  })

  test.each(['id', 'auth_id', 'username', 'email'] as const)('%s is unique', (column) => {
    const db = workspace()
    db.users.create({ [column]: 'taken' })
    expect(() => db.users.create({ [column]: 'taken' })).toThrow(UniqueViolation)
    expect(db.users.list({ after: null, limit: 10 })).toHaveLength(1)
  })

  test('finds nothing: null', () => {
    const db = workspace()
    db.users.create({ name: 'no e-mail' })
    expect(db.users.findById('nobody')).toBeNull()
    expect(db.users.findByEmail('nobody@example.com')).toBeNull()
  })

  test('update changes what it is given, clears with null, and leaves the rest', () => {
    const db = workspace()
    const before = db.users.create({ id: 'u1', name: 'Ada', email: 'a@example.com', image: 'x' })
    const after = db.users.update('u1', {
      name: 'Ada L.',
      image: null,
      username: undefined as never,
    })
    expect(after).toEqual({ ...before, name: 'Ada L.', image: null })
    expect(db.users.findById('u1')).toEqual(after)
  })

  test('update reaches every column that may change', () => {
    const db = workspace()
    const before = db.users.create({ id: 'u1' })
    const patch = {
      auth_id: '1',
      username: '2',
      email: '3',
      avatar_url: '4',
      name: '5',
      emailVerified: '2026-01-02 03:04:05.000',
      image: '7',
      password_hash: '8',
    }
    expect(db.users.update('u1', patch)).toEqual({ ...before, ...patch })
  })

  test('update ignores what is no column, and what may not change', () => {
    const db = workspace()
    const before = db.users.create({ id: 'u1', name: 'Ada' })
    const patch = { id: 'u2', created_at: '1999', 'name = 1; --': 'x' } as object
    expect(db.users.update('u1', patch)).toEqual(before)
  })

  test('update of nobody is null; onto a taken name it throws and changes nothing', () => {
    const db = workspace()
    db.users.create({ id: 'u1', username: 'ada' })
    const grace = db.users.create({ id: 'u2', username: 'grace' })
    expect(db.users.update('u3', { name: 'x' })).toBeNull()
    expect(() => db.users.update('u2', { name: 'x', username: 'ada' })).toThrow(UniqueViolation)
    expect(db.users.findById('u2')).toEqual(grace)
  })

  test('list pages through everyone once, in the order of ids', () => {
    const db = workspace()
    for (const id of ['c', 'a', 'e', 'b', 'd']) db.users.create({ id })
    const seen: string[] = []
    let after: string | null = null
    for (;;) {
      const page = db.users.list({ after, limit: 2 })
      const last = page.at(-1)
      if (!last) break
      seen.push(...page.map((user) => user.id))
      after = last.id
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})
