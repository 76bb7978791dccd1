import { beginRun } from './begin-run.ts'
import { makeSnapshots } from './data-directory.ts'
import type { Fleet, Selection } from './fleet.ts'
import { performRun, type RunControl, type RunOutcome } from './perform-run.ts'
import type { RunItem, RunTask } from './run-task.ts'
import { selector } from './select-tenants.ts'

export interface FleetMigration extends Selection {
  /** The schema version that the workers bring tenants to. */
  readonly latestVersion: number
  /** Keeps each tenant's state from before. */
  readonly snapshot: boolean
  /** Of the software, for the record. */
  readonly codeVersion: string
}

/**
 * Migrates every tenant that the registry knows to be behind, those in use
 * first. It is safe beside a server: each file's own lock decides who migrates
 * it. To be called by whoever holds the lock of the fleet.
 *
 * @throws UnknownTenant for a slug of the selection that nobody has
 */
export async function migrateFleet(
  fleet: Fleet,
  migration: FleetMigration,
  control: RunControl,
): Promise<RunOutcome> {
  const { latestVersion, codeVersion, only, except, snapshot } = migration
  const isMeant = selector(fleet.registry, migration)
  const run = await beginRun(fleet, {
    kind: 'migrate',
    code_version: codeVersion,
    target_version: latestVersion,
    undoes: null,
    options: JSON.stringify({ only: only.toSorted(), except: except.toSorted(), snapshot }),
  })
  if (snapshot) makeSnapshots(fleet.directory, run.id)
  const begun = new Map(fleet.runs.pending(run.id).map((row) => [row.tenant_id, row.from_version]))
  const items: RunItem[] = [...begun].flatMap(([id, from]) => {
    const tenant = fleet.registry.findById(id)
    return tenant ? [{ tenant, from, to: latestVersion, begun: true }] : []
  })
  for (const tenant of fleet.registry.behind(latestVersion)) {
    if (begun.has(tenant.id) || !isMeant(tenant)) continue
    items.push({ tenant, from: tenant.schema_version, to: latestVersion, begun: false })
  }
  return performRun(fleet, run, items, migrating(fleet, run.id, snapshot), control)
}

/** @param snapshot whether each tenant is to be kept as it was before */
function migrating({ directory, runs }: Fleet, run: number, snapshot: boolean): RunTask {
  return {
    shared: ({ tenant: { id } }) => ({ path: directory.database(id), owner: id }),
    // A snapshot is taken through a second connection, which a batch lets nobody have.
    inBatches: !snapshot,
    request: ({ tenant: { id } }) => ({
      kind: 'migrate',
      path: directory.database(id),
      owner: id,
      ...(snapshot && { snapshot: directory.snapshot(run, id) }),
    }),
    settle(item, { from, to }) {
      // What a file got after our claim and before we died, it got from us, unless a server
      // has said that it was the one.
      const ours = item.begun && runs.isPending(run, item.tenant.id)
      const first = ours ? item.from : from
      if (first < to) return { from: first, to, result: 'migrated', reason: null }
      return { from, to, result: 'skipped', reason: 'it was up to date already' }
    },
  }
}
