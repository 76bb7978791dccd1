import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Adapter } from '@auth/core/adapters'
import { kyselyAdapter } from '../../src/auth/authjs/kysely-adapter.ts'
import { loadConfig } from '../../src/config.ts'
import { Connection } from '../../src/database/connection.ts'
import { createLogger } from '../../src/log.ts'
import { openServices, type Services } from '../../src/services.ts'
import { MigrationRuns } from '../../src/tenancy/migration-runs.ts'
import { OperationJournal } from '../../src/tenancy/operation-journal.ts'

/** What may be gone through from one end to the other, and why. Everything else is searched. */
const SCANS: readonly [detail: RegExp, sql: RegExp, why: string][] = [
  [/^SCAN CONSTANT ROW$/, /total_changes/, 'no table at all'],
  [/^SCAN [iva]\b/, /FROM pragma_user_version/, 'one row each'],
  [/^SCAN tenant_count$/, /^SELECT/, 'one row'],
  [/^SCAN tenants USING INDEX tenants_provisioning$/, /./, 'only those that are being made'],
  [/^SCAN f USING INDEX migration_run_tenants_open$/, /'failed'/, 'only those that failed'],
  [/^SCAN tenant_operations$/, /^SELECT/, 'only operations under way'],
  [/^SCAN audit_log$/, /ORDER BY id DESC LIMIT/, 'the last few, by their key'],
  [/^SCAN verification_tokens$/, /^DELETE .* \? COLLATE/, 'links of the last hours, by nobody'],
  [
    /^SCAN (migration_runs|r)\b/,
    /\bmigration_runs\b/,
    'runs over the fleet, not what they went over',
  ],
  [/^SCAN \(subquery-\d+\)$/, /./, 'what the subquery has found, which has a line of its own'],
  [
    /^SCAN tenants\b/,
    /count\(\*\) AS tenants .*GROUP BY/,
    'migrate:status, and nobody who is served',
  ],
]

let directory = ''
let services: Services

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-plans-'))
  services = openServices(loadConfig({ DATA_DIR: directory }), createLogger('silent'))
})

afterEach(async () => {
  await services.close()
  rmSync(directory, { recursive: true })
})

/** All that the server and the commands have prepared before anything is asked of them. */
function prepared(): string[] {
  const { database } = services.auth
  // Only commands and life-cycle operations have use for these.
  new MigrationRuns(database.sql)
  new OperationJournal(database.sql)
  return database.statistics().statements.map(({ sql }) => sql)
}

/** What Auth.js asks through Kysely. */
async function asked(): Promise<string[]> {
  const query = spyOn(Connection.prototype, 'query')
  try {
    const adapter = kyselyAdapter(services.auth.database) as Required<Adapter>
    const user = { id: 'ada', email: 'ada@acme.test', emailVerified: null }
    const account = { providerAccountId: '1', provider: 'oidc' }
    const token = { identifier: user.email, token: 'secret', expires: new Date() }
    const { id } = await adapter.createUser(user)
    await adapter.getUser(id)
    await adapter.getUserByEmail(user.email)
    await adapter.updateUser({ id, name: 'Ada' })
    await adapter.linkAccount({ ...account, userId: id, type: 'oidc' })
    await adapter.getUserByAccount(account)
    await adapter.unlinkAccount(account)
    await adapter.createVerificationToken(token)
    await adapter.useVerificationToken(token)
    return query.mock.calls.map(([sql]) => sql)
  } finally {
    query.mockRestore()
  }
}

function scansOf(sql: string): string[] {
  const text = sql.replaceAll(/\s+/g, ' ')
  return services.auth.database.sql
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => detail)
    .filter((detail) => detail.startsWith('SCAN'))
    .filter((detail) => !SCANS.some(([known, by]) => known.test(detail) && by.test(text)))
    .map((detail) => `${detail}: ${text}`)
}

test('no statement on the auth database goes through all people, tenants or memberships', () => {
  const statements = prepared().filter((sql) => !sql.startsWith('PRAGMA'))
  expect(statements.length).toBeGreaterThan(100)
  expect(statements.flatMap(scansOf)).toEqual([])
})

test('neither does one that Auth.js makes', async () => {
  const statements = await asked()
  expect(statements.length).toBeGreaterThanOrEqual(9)
  expect(statements.flatMap(scansOf)).toEqual([])
})
