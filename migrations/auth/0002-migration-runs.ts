import type { Migration } from '../../src/database/migration.ts'

/**
 * What each run over the fleet has done to which tenant. A row of a tenant is
 * `pending` from before its file is touched until its result is known.
 */
export const migrationRuns: Migration = {
  name: '0002-migration-runs',
  // Two tables that version 1 does not know and nothing of its own refers to.
  servesFrom: { read: 1, write: 1 },
  up: [
    `CREATE TABLE migration_runs (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('migrate', 'rollback')),
      code_version TEXT NOT NULL,
      target_version INTEGER NOT NULL,
      undoes INTEGER REFERENCES migration_runs(id),
      options TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'halted', 'interrupted', 'finished')),
      host TEXT NOT NULL,
      pid INTEGER NOT NULL,
      started_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
      finished_at TEXT
    )`,
    // Whoever begins looks for what was not brought to its end, among ever more that were.
    `CREATE INDEX migration_runs_unfinished ON migration_runs(state) WHERE state <> 'finished'`,
    `CREATE INDEX migration_runs_undoes ON migration_runs(undoes) WHERE undoes IS NOT NULL`,
    `CREATE TABLE migration_run_tenants (
      run_id INTEGER NOT NULL REFERENCES migration_runs(id) ON DELETE CASCADE,
      tenant_id TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
      from_version INTEGER NOT NULL,
      to_version INTEGER NOT NULL,
      result TEXT NOT NULL CHECK (result IN
        ('pending', 'migrated', 'failed', 'skipped', 'rolled_back')),
      error TEXT,
      milliseconds REAL,
      PRIMARY KEY (run_id, tenant_id)
    ) WITHOUT ROWID`,
    // A tenant's rows go with it, and that must not read the rows of all others.
    'CREATE INDEX migration_run_tenants_tenant ON migration_run_tenants(tenant_id)',
    `CREATE INDEX migration_run_tenants_open ON migration_run_tenants(run_id, result)
      WHERE result IN ('pending', 'failed')`,
  ],
  down: ['DROP TABLE migration_run_tenants', 'DROP TABLE migration_runs'],
}
