import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { isCurrent, type ProjectedPerson, project } from '../../src/auth/project.ts'
import { scratchWorkspace } from '../models/scratch-workspace.ts'

const workspace = scratchWorkspace()

const ada: ProjectedPerson = {
  personId: 'person-ada',
  email: 'ada@acme.test',
  emailIsVerified: true,
  name: 'Ada Lovelace',
}
const everybody = () => workspace().users.list({ after: null, limit: 1000 })

test('a known person is found without writing', () => {
  const db = workspace()
  const made = project(db, ada)

  expect(db.read(() => project(db, ada))).toEqual(made)
})

describe('somebody with the same address whom no account belongs to', () => {
  const imported = () =>
    workspace().users.create({ id: 'imported', email: 'Ada@ACME.test', username: 'countess' })

  test('is whoever has proven the address, in any case of its letters', () => {
    imported()

    expect(project(workspace(), ada)).toMatchObject({
      id: 'imported',
      auth_id: 'person-ada',
      email: 'ada@acme.test',
      username: 'countess',
    })
    expect(everybody()).toHaveLength(1)
  })

  test('keeps it from whoever has not', () => {
    imported()
    const unproven = { ...ada, emailIsVerified: false }
    const row = project(workspace(), unproven)

    expect(row).toMatchObject({ auth_id: 'person-ada', email: null, username: 'ada' })
    expect(workspace().users.findById('imported')).toMatchObject({ auth_id: null })
    expect(isCurrent(workspace(), row, unproven)).toBe(true)
  })

  test('loses it to somebody who was here before, and proves it then', () => {
    imported()
    const { id } = project(workspace(), { ...ada, emailIsVerified: false })

    expect(project(workspace(), ada)).toMatchObject({ id, email: 'ada@acme.test' })
    expect(workspace().users.findById('imported')).toMatchObject({ email: null, auth_id: null })
  })
})

describe('an address that changes in the auth database', () => {
  test('changes here, and nothing else of the row', () => {
    const before = project(workspace(), ada)
    const now = { ...ada, email: 'countess@acme.test', name: 'A. L.' }

    expect(isCurrent(workspace(), before, now)).toBe(false)
    expect(project(workspace(), now)).toEqual({ ...before, email: 'countess@acme.test' })
  })

  test('goes over to another member who has it now, proven or not', () => {
    const grace = { ...ada, personId: 'person-grace', email: 'grace@acme.test' }
    project(workspace(), ada)
    const before = project(workspace(), grace)
    const now = { ...grace, email: 'ADA@acme.test', emailIsVerified: false }

    expect(project(workspace(), now)).toEqual({ ...before, email: 'ADA@acme.test' })
    // Ada has another one by now, and comes.
    const moved = { ...ada, email: 'countess@acme.test' }
    expect(project(workspace(), moved).email).toBe('countess@acme.test')
  })
})

test('usernames that collide get numbers, and after twenty something that nobody has', () => {
  const people = Array.from({ length: 25 }, (_, i) => ({
    ...ada,
    personId: `person-${i}`,
    email: `ada@host-${i}.test`,
  }))
  const names = people.map((person) => project(workspace(), person).username ?? '')

  expect(new Set(names).size).toBe(25)
  expect(names.slice(0, 3)).toEqual(['ada', 'ada-2', 'ada-3'])
  for (const name of names.slice(20)) expect(name).toMatch(/^ada-\d{7}$/)
})

test('whoever left and comes back has their old row', () => {
  const db = workspace()
  const { id } = project(db, ada)
  db.departures.follow([{ seq: 1, user_id: ada.personId, erased: 0 }])
  const gone = db.users.findById(id)

  expect(gone).toMatchObject({ auth_id: ada.personId, name: 'Ada Lovelace' })
  expect(gone?.left_at).not.toBeNull()
  expect(everybody()).toEqual([])
  expect(project(db, ada)).toMatchObject({ id, left_at: null })
})

const ADDRESSES = ['ada@a.test', 'ADA@a.test', 'grace@a.test', 'Grace@A.test', 'ada@b.test']
const address = fc.constantFrom(...ADDRESSES)
const personId = fc.constantFrom('p1', 'p2', 'p3')
const event = fc.oneof(
  fc.record({ kind: fc.constant('touch' as const), personId }),
  fc.record({ kind: fc.constant('move' as const), personId, address, proven: fc.boolean() }),
  fc.record({ kind: fc.constant('leave' as const), personId, erased: fc.boolean() }),
  fc.record({
    kind: fc.constant('import' as const),
    address,
    username: fc.constantFrom('ada', 'x'),
  }),
  fc.record({
    kind: fc.constant('rename' as const),
    personId,
    username: fc.constantFrom('ada', 'ada-2'),
  }),
  fc.record({ kind: fc.constant('save' as const) }),
  fc.record({ kind: fc.constant('restore' as const) }),
)

/**
 * Whatever happens in whatever order — files that come back from an older state included —
 * whoever touches the workspace has one row, it is theirs, and a second look finds it as it is.
 */
test('any history', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (history) => {
      const db = workspace()
      db.sql.prepare('DELETE FROM users').run()
      db.sql.prepare('UPDATE departures_seen SET seq = 0').run()
      const people = new Map<string, ProjectedPerson>()
      const departures: { seq: number; user_id: string; erased: 0 | 1 }[] = []
      let saved: { users: ReturnType<typeof rowsOf>; seen: number } | undefined
      const free = (email: string, id: string) =>
        [...people.values()].every(
          (one) => one.personId === id || one.email.toLowerCase() !== email.toLowerCase(),
        )

      for (const step of history) {
        switch (step.kind) {
          case 'move': {
            // The auth database gives an address to one person only, whatever its case.
            if (!free(step.address, step.personId)) break
            const { personId: id, address: email, proven } = step
            people.set(id, { personId: id, email, emailIsVerified: proven, name: null })
            break
          }
          case 'touch': {
            const person = people.get(step.personId)
            if (!person) break
            // Whoever is a member again has not left.
            const old = departures.findIndex(({ user_id }) => user_id === person.personId)
            if (old >= 0) departures.splice(old, 1)
            check(db, person)
            break
          }
          case 'leave': {
            const seq = 1 + Math.max(0, db.departures.seen(), ...departures.map((one) => one.seq))
            const old = departures.findIndex(({ user_id }) => user_id === step.personId)
            if (old >= 0) departures.splice(old, 1)
            departures.push({ seq, user_id: step.personId, erased: step.erased ? 1 : 0 })
            db.departures.follow(departures.filter((one) => one.seq > db.departures.seen()))
            break
          }
          case 'import':
            // People come with a file, or not at all: nobody whom an account belongs to is there yet.
            if (db.users.findAllByEmail(step.address).some(({ auth_id }) => auth_id)) break
            if (db.users.findAllByEmail(step.address).some(isWrittenLike(step.address))) break
            if (db.users.findByUsername(step.username)) break
            db.users.create({ email: step.address, username: step.username })
            break
          case 'rename': {
            const row = db.users.findByAuthId(step.personId)
            if (row && !db.users.findByUsername(step.username)) {
              db.users.update(row.id, { username: step.username })
            }
            break
          }
          case 'save':
            saved = { users: rowsOf(db), seen: db.departures.seen() }
            break
          case 'restore':
            if (!saved) break
            db.sql.prepare('DELETE FROM users').run()
            for (const row of saved.users) db.users.create(row)
            db.sql.prepare('UPDATE departures_seen SET seq = ?').run(saved.seen)
            db.departures.follow(departures.filter((one) => one.seq > db.departures.seen()))
        }
        for (const { user_id } of departures) {
          expect(db.users.findByAuthId(user_id)?.left_at).not.toBeNull()
        }
      }
      for (const person of people.values()) check(db, person)
    }),
    { numRuns: 150 },
  )
})

const isWrittenLike = (address: string) => (row: { email: string | null }) => row.email === address

type Db = ReturnType<typeof workspace>

function rowsOf(db: Db) {
  return db.sql.prepare<ReturnType<typeof everybody>[number]>('SELECT * FROM users').all()
}

function check(db: Db, person: ProjectedPerson): void {
  const row = project(db, person)
  expect(row).toMatchObject({ auth_id: person.personId, left_at: null })
  expect(isCurrent(db, row, person)).toBe(true)
  expect(project(db, person)).toEqual(row)
  if (person.emailIsVerified) expect(row.email).toBe(person.email)
  const same = rowsOf(db).filter(({ email }) => email?.toLowerCase() === row.email?.toLowerCase())
  // One address, one row: also of two that differ in case only.
  if (row.email !== null) expect(same.map(({ id }) => id)).toEqual([row.id])
}
