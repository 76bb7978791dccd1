import type { MigrationOutcome } from '../database/migrate.ts'
import { beginRun } from './begin-run.ts'
import { makeSnapshots } from './data-directory.ts'
import { TenancyError } from './errors.ts'
import type { Fleet } from './fleet.ts'
import type { RunTenant } from './migration-run.ts'
import { performRun, type RunControl, type RunOutcome } from './perform-run.ts'
import type { RunItem, RunTask, Settled } from './run-task.ts'

const PAGE = 1_000

/** There is no such run, or nothing that could be undone. */
export class RunNotUndoable extends TenancyError {
  override name = 'RunNotUndoable'
}

/**
 * What undoing a run would do: each tenant that the run has migrated, with the
 * version it found and the one it left.
 *
 * @throws RunNotUndoable
 */
export function changesOf({ runs }: Fleet, id: number): RunTenant[] {
  const run = runs.findById(id)
  if (!run) throw new RunNotUndoable(`there is no run ${id}`)
  if (run.kind !== 'migrate') {
    throw new RunNotUndoable(`run ${id} is a rollback itself: migrate:all brings tenants forward`)
  }
  const changes: RunTenant[] = []
  for (let after = ''; ; ) {
    const page = runs.tenants(id, after, PAGE)
    changes.push(...page.filter(({ result }) => result === 'migrated'))
    const last = page.at(-1)
    if (!last) return changes
    after = last.tenant_id
  }
}

/** What a run is undone with, other than down migrations. */
export interface FromSnapshots {
  /** Also where something was written since. */
  readonly discardWrites: boolean
}

/**
 * Takes back what one run has changed, and only where nobody has changed it
 * since. What a snapshot replaces is kept among the snapshots of this rollback.
 * To be called by whoever holds the locks of the fleet and of the
 * data directory.
 *
 * @throws RunNotUndoable
 */
export async function undoRun(
  fleet: Fleet,
  id: number,
  codeVersion: string,
  control: RunControl,
  snapshots?: FromSnapshots,
): Promise<RunOutcome> {
  const changes = changesOf(fleet, id)
  if (changes.length === 0) throw new RunNotUndoable(`run ${id} has migrated no workspace`)
  const run = await beginRun(fleet, {
    kind: 'rollback',
    code_version: codeVersion,
    target_version: changes.reduce(
      (least, { from_version }) => Math.min(least, from_version),
      Infinity,
    ),
    undoes: id,
    options: JSON.stringify(snapshots ? { from_snapshots: true, ...snapshots } : {}),
  })
  if (snapshots) makeSnapshots(fleet.directory, run.id)
  const pending = new Set(fleet.runs.pending(run.id).map(({ tenant_id }) => tenant_id))
  const settled = settledBy(fleet, run.id)
  const items = changes.flatMap(({ tenant_id, from_version, to_version }): RunItem[] => {
    const tenant = fleet.registry.findById(tenant_id)
    if (!tenant || settled.has(tenant_id)) return []
    const begun = pending.has(tenant_id)
    return [{ tenant, from: to_version, to: from_version, begun }]
  })
  const task = snapshots
    ? restoring(fleet, { of: id, kept: run.id, ...snapshots })
    : undoing(fleet, false)
  return performRun(fleet, run, items, task, control)
}

/**
 * Takes the whole fleet back to a schema version, wherever it is above it.
 * To be called by whoever holds the locks of the fleet and of the data directory.
 */
export async function rollBackFleet(
  fleet: Fleet,
  version: number,
  codeVersion: string,
  control: RunControl,
): Promise<RunOutcome> {
  const run = await beginRun(fleet, {
    kind: 'rollback',
    code_version: codeVersion,
    target_version: version,
    undoes: null,
    options: '{}',
  })
  const begun = new Map(fleet.runs.pending(run.id).map((row) => [row.tenant_id, row.from_version]))
  const items: RunItem[] = [...begun].flatMap(([tenantId, from]) => {
    const tenant = fleet.registry.findById(tenantId)
    return tenant ? [{ tenant, from, to: version, begun: true }] : []
  })
  for (const tenant of fleet.registry.ahead(version)) {
    if (begun.has(tenant.id)) continue
    items.push({ tenant, from: tenant.schema_version, to: version, begun: false })
  }
  return performRun(fleet, run, items, undoing(fleet, true), control)
}

/** Tenants that a resumed rollback is done with. */
function settledBy({ runs }: Fleet, run: number): ReadonlySet<string> {
  const settled = new Set<string>()
  for (let after = ''; ; ) {
    const page = runs.tenants(run, after, PAGE)
    for (const { tenant_id, result } of page) if (result === 'rolled_back') settled.add(tenant_id)
    const last = page.at(-1)
    if (!last) return settled
    after = last.tenant_id
  }
}

/** @param anyVersion also tenants at another version than the registry, or the run, says */
function undoing({ directory }: Fleet, anyVersion: boolean): RunTask {
  return {
    request({ tenant: { id }, from, to, begun }) {
      // It may have been killed before it wrote down that it had done this one.
      const least = begun || anyVersion ? to : from
      const most = anyVersion ? Number.MAX_SAFE_INTEGER : from
      return {
        kind: 'roll-back',
        path: directory.database(id),
        owner: id,
        bounds: { least, most, to },
      }
    },
    settle,
  }
}

interface Snapshots extends FromSnapshots {
  /** The run that has taken them. */
  readonly of: number
  /** The run among whose snapshots is kept what they replace. */
  readonly kept: number
}

function restoring({ directory }: Fleet, { of, kept, discardWrites }: Snapshots): RunTask {
  return {
    request: ({ tenant: { id }, from }) => ({
      kind: 'restore',
      path: directory.database(id),
      owner: id,
      restoration: {
        snapshot: directory.snapshot(of, id),
        kept: directory.snapshot(kept, id),
        version: from,
        discardWrites,
      },
    }),
    settle,
  }
}

function settle(item: RunItem, { from, to }: MigrationOutcome): Settled {
  const first = item.begun ? item.from : from
  if (first > to && to === item.to) return { from: first, to, result: 'rolled_back', reason: null }
  return {
    from,
    to,
    result: 'skipped',
    reason: `it is at version ${to}, not at ${item.from}`,
  }
}
