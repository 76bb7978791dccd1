import { expect, test } from 'bun:test'
import type { Adapter, AdapterUser } from '@auth/core/adapters'
import { kyselyAdapter } from '../../../src/auth/authjs/kysely-adapter.ts'
import { scratchAuth } from '../scratch-auth.ts'

const auth = scratchAuth()

/** The adapter with all of its methods, which Auth.js types as optional. */
function adapter(): Required<Adapter> {
  return kyselyAdapter(auth().database) as Required<Adapter>
}

const verified = new Date('2026-03-01T09:30:00.123Z')
const expires = new Date('2026-04-01T09:30:00.456Z')

const person = (email: string): AdapterUser => ({
  id: 'replaced',
  email,
  emailVerified: verified,
  name: 'Ada',
  image: 'https://example.com/ada.png',
})

const account = (userId: string, providerAccountId = '42') => ({
  userId,
  providerAccountId,
  provider: 'github',
  type: 'oauth' as const,
  access_token: 'gho_1',
  expires_at: 1_790_000_000,
  token_type: 'bearer' as const,
  scope: 'read:user',
})

test('createUser, getUser and getUserByEmail: dates come back as dates', async () => {
  const { createUser, getUser, getUserByEmail } = adapter()
  const created = await createUser(person('ada@acme.test'))

  expect(created).toMatchObject({ email: 'ada@acme.test', emailVerified: verified })
  expect(created.id).not.toBe('replaced')
  expect(await getUser(created.id)).toMatchObject(created)
  expect(await getUserByEmail('ada@acme.test')).toMatchObject(created)
  // One person per address, whatever its case: otherwise a provider makes a second one.
  expect(await getUserByEmail('ADA@acme.test')).toMatchObject({ id: created.id })
  expect(await getUser('nobody')).toBeNull()
  expect(await getUserByEmail('nobody@acme.test')).toBeNull()
})

test('createUser without what is optional', async () => {
  const { createUser, getUser } = adapter()
  const { id } = await createUser({ id: '', email: 'bob@acme.test', emailVerified: null })

  expect(await getUser(id)).toMatchObject({ emailVerified: null, name: null, image: null })
  await expect(createUser(person('bob@acme.test'))).rejects.toThrow()
})

test('updateUser changes what is given', async () => {
  const { createUser, updateUser, getUser } = adapter()
  const { id } = await createUser({ ...person('ada@acme.test'), emailVerified: null })
  const later = new Date('2026-05-01T00:00:00.000Z')
  const updated = await updateUser({ id, emailVerified: later, name: 'Ada L.' })

  const expected = { id, name: 'Ada L.', email: 'ada@acme.test', emailVerified: later }
  expect(updated).toMatchObject(expected)
  expect(await getUser(id)).toMatchObject(expected)
})

test('linkAccount, getUserByAccount and unlinkAccount', async () => {
  const { createUser, linkAccount, unlinkAccount, getUserByAccount } = adapter()
  const user = await createUser(person('ada@acme.test'))
  const key = { provider: 'github', providerAccountId: '42' }
  await linkAccount(account(user.id))

  expect(await getUserByAccount(key)).toMatchObject(user)
  expect(await getUserByAccount({ ...key, provider: 'google' })).toBeNull()
  await expect(linkAccount(account(user.id))).rejects.toThrow()
  await expect(linkAccount(account('nobody', '43'))).rejects.toThrow()
  await unlinkAccount(key)
  expect(await getUserByAccount(key)).toBeNull()
})

test('createSession, getSessionAndUser, updateSession and deleteSession', async () => {
  const { createUser, createSession, getSessionAndUser, updateSession, deleteSession } = adapter()
  const user = await createUser(person('ada@acme.test'))
  const session = { sessionToken: 's1', userId: user.id, expires }
  expect(await createSession(session)).toEqual(session)

  const found = await getSessionAndUser('s1')
  expect(found?.session).toEqual(session)
  expect(found?.user).toMatchObject(user)
  const later = new Date('2026-06-01T00:00:00.000Z')
  expect(await updateSession({ sessionToken: 's1', expires: later })).toMatchObject({
    ...session,
    expires: later,
  })
  expect((await getSessionAndUser('s1'))?.session.expires).toEqual(later)
  await deleteSession('s1')
  expect(await getSessionAndUser('s1')).toBeNull()
})

test('a verification token can be used once', async () => {
  const { createVerificationToken, useVerificationToken } = adapter()
  const token = { identifier: 'ada@acme.test', token: 't1', expires }
  await createVerificationToken(token)
  const { identifier } = token

  expect(await useVerificationToken({ identifier: 'bob@acme.test', token: 't1' })).toBeNull()
  const uses = Array.from({ length: 5 }, () => useVerificationToken({ identifier, token: 't1' }))
  const outcomes = await Promise.all(uses)
  expect(outcomes.filter((one) => one !== null)).toEqual([token])
})

test('deleteUser takes accounts, sessions, memberships and tokens along', async () => {
  const { createUser, linkAccount, createSession, getSessionAndUser, ...methods } = adapter()
  const { id } = await createUser(person('ada@acme.test'))
  await linkAccount(account(id))
  await createSession({ sessionToken: 's1', userId: id, expires })
  const { secret } = await auth().database.write(() =>
    auth().tokens.create(id, { label: 'x', scopes: ['read'], tenantId: null, expiresAt: null }),
  )
  await methods.deleteUser(id)

  expect(await methods.getUser(id)).toBeNull()
  expect(await getSessionAndUser('s1')).toBeNull()
  expect(await methods.getUserByAccount({ provider: 'github', providerAccountId: '42' })).toBeNull()
  expect(() => auth().authority.authenticate(secret)).toThrow()
})

test('goes on beside prepared statements, and each sees what the other wrote', async () => {
  const { createUser, createSession, getSessionAndUser } = adapter()
  const { people, database } = auth()
  const numbers = Array.from({ length: 40 }, (_, i) => i)
  const outcomes = await Promise.all(
    numbers.map(async (i) => {
      const email = `person-${i}@acme.test`
      if (i % 2 === 0) {
        const { id } = await database.write(() => people.findOrCreate(email))
        await createSession({ sessionToken: `s${i}`, userId: id, expires })
      } else {
        const { id } = await createUser(person(email))
        await createSession({ sessionToken: `s${i}`, userId: id, expires })
      }
      return (await getSessionAndUser(`s${i}`))?.user.id === people.findByEmail(email)?.id
    }),
  )

  expect(outcomes).toEqual(numbers.map(() => true))
})
