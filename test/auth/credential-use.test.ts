import { expect, test } from 'bun:test'
import type { ApiTokenRow } from '../../src/auth/rows.ts'
import { toSqliteTime } from '../../src/database/time.ts'
import { scratchAuth } from './scratch-auth.ts'

const auth = scratchAuth()

const newToken = () =>
  auth().database.write(() => {
    const { id } = auth().people.findOrCreate('ada@acme.test')
    const token = { label: 'x', scopes: ['read'], tenantId: null, expiresAt: null } as const
    return { personId: id, ...auth().tokens.create(id, token) }
  })

const setLastUsed = (id: string, time: string) =>
  auth().database.write(() =>
    auth()
      .database.sql.prepare('UPDATE api_tokens SET last_used_at = ? WHERE id = ?')
      .run(time, id),
  )

/** The token's row once it was noted as used after `since`. */
async function noted(personId: string, id: string, since: string | null): Promise<ApiTokenRow> {
  for (;;) {
    const row = auth()
      .tokens.ofPerson(personId)
      .find((one) => one.id === id)
    if (row && row.last_used_at !== since) return row
    await Bun.sleep(20)
  }
}

test('notes many uses of many tokens in one unit of work', async () => {
  const tokens = await Promise.all(Array.from({ length: 5 }, newToken))
  const { units } = auth().database.statistics()
  const before = toSqliteTime(new Date())
  for (let use = 0; use < 100; use += 1) {
    for (const { secret } of tokens) auth().authority.authenticate(secret)
  }
  // The answer never waits for it.
  expect(auth().database.statistics().units).toBe(units)

  for (const { personId, row } of tokens) {
    const { last_used_at } = await noted(personId, row.id, null)
    expect(last_used_at && last_used_at >= before).toBe(true)
  }
  expect(auth().database.statistics().units).toBe(units + 1)
})

test('notes a token again only after a minute', async () => {
  const [recent, older, other] = await Promise.all([newToken(), newToken(), newToken()])
  const secondsAgo = (seconds: number) => toSqliteTime(new Date(Date.now() - seconds * 1_000))
  const [fresh, stale] = [secondsAgo(30), secondsAgo(62)]
  await setLastUsed(recent.row.id, fresh)
  await setLastUsed(older.row.id, stale)
  for (const { secret } of [recent, older, other]) auth().authority.authenticate(secret)

  await noted(older.personId, older.row.id, stale)
  // All that was due is written by now, in that same unit.
  const rows = auth().tokens.ofPerson(recent.personId)
  expect(rows.find(({ id }) => id === recent.row.id)?.last_used_at).toBe(fresh)
  expect(rows.find(({ id }) => id === other.row.id)?.last_used_at).not.toBeNull()
})

test('outlives tokens that are revoked meanwhile', async () => {
  const [gone, kept] = await Promise.all([newToken(), newToken()])
  for (const { secret } of [gone, kept]) auth().authority.authenticate(secret)
  await auth().database.write(() => auth().tokens.revoke(gone.row.id, gone.personId))

  expect((await noted(kept.personId, kept.row.id, null)).last_used_at).not.toBeNull()
})
