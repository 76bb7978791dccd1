import type { Services } from '../services.ts'
import type { Repair } from '../tenancy/doctor/finding.ts'
import { repair } from '../tenancy/doctor/repair.ts'
import { OperationJournal } from '../tenancy/operation-journal.ts'
import { explain } from './explain.ts'

export interface RepairOutcome {
  readonly repair: Repair
  /** Why it was not done; null for what was, and for what was not to be done any more. */
  readonly reason: string | null
}

/** Does one repair after the other; one that fails does not keep the others. */
export async function repairAll(
  { auth, tenants, log }: Services,
  repairs: readonly Repair[],
): Promise<RepairOutcome[]> {
  const { directory, registry, lifeCycle } = tenants
  const context = {
    directory,
    registry,
    lifeCycle,
    journal: new OperationJournal(auth.database.sql),
    write: <T>(work: () => T) => auth.database.write(work),
    exclusively: tenants.exclusively.bind(tenants),
  }
  const outcomes: RepairOutcome[] = []
  for (const wanted of repairs) {
    let reason: string | null = null
    try {
      if (await repair(context, wanted)) log.warn({ repair: wanted }, 'repaired by the doctor')
    } catch (error) {
      log.error({ repair: wanted, err: error }, 'not repaired')
      reason = explain(error)
    }
    outcomes.push({ repair: wanted, reason })
  }
  return outcomes
}
