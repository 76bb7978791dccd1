import { Crew } from '../crew.ts'
import type { Tenant } from '../tenant.ts'
import type { Finding } from './finding.ts'
import { type Ownership, strays } from './strays.ts'
import { tenantFindings } from './tenant-findings.ts'
import { unfinished } from './unfinished.ts'

export interface ExamineOptions extends Ownership {
  /** The thread in which files are read. */
  readonly workerUrl: URL
  /** Reads every page of every database too. */
  readonly integrity: boolean
  /** Only these, by their slugs; all, and whatever belongs to nobody, when empty. */
  readonly slugs: readonly string[]
  /** When somebody took the data directory who has it now; see {@link unfinished}. */
  readonly heldSince: string | null
}

export interface FleetDiagnosis {
  /** Workspaces that were looked at. */
  readonly workspaces: number
  readonly findings: readonly Finding[]
}

/** Rows of the registry that are read at once. */
const PAGE = 1_000
/** Tenants in one message to a worker. */
const BATCH = 50
const WORKERS = 2

/**
 * Compares the registry with the disk and each database with what its version
 * says, and changes nothing. Not for a process that has tenants open.
 *
 * @throws UnknownTenant for a slug that nobody has
 */
export async function examineFleet(options: ExamineOptions): Promise<FleetDiagnosis> {
  const { slugs, registry, heldSince } = options
  const crew = new Crew(options.workerUrl, WORKERS)
  try {
    const tenants = slugs.length > 0 ? options.registry.named(slugs) : [...registry.all(PAGE)]
    const suspected = await examine(options, tenants, crew)
    // What was found may have been on its way from one good state to another: only what stays is wrong.
    const ids = new Set(suspected.map(({ tenant }) => tenant.id))
    const again = [...ids].flatMap((id) => registry.findById(id) ?? [])
    const found = await examine(options, again, crew)
    return {
      workspaces: tenants.length,
      findings: [
        ...found.map(({ finding }) => finding),
        ...(slugs.length > 0 ? [] : [...strays(options), ...unfinished(options, heldSince)]),
      ],
    }
  } finally {
    crew.close()
  }
}

interface OfTenant {
  readonly tenant: Tenant
  readonly finding: Finding
}

async function examine(
  options: ExamineOptions,
  tenants: readonly Tenant[],
  crew: Crew,
): Promise<OfTenant[]> {
  const { directory, integrity } = options
  const found: OfTenant[] = []
  await crew.workThrough(
    inBatches(tenants.filter(({ state }) => state !== 'provisioning')),
    async (batch, worker) => {
      const examinees = batch.map(({ id }) => ({ id, directory: directory.tenant(id) }))
      const conditions = await worker.ask({ kind: 'examine', tenants: examinees, integrity })
      for (const [index, tenant] of batch.entries()) {
        const condition = conditions[index]
        if (!condition) continue
        for (const finding of tenantFindings(options, tenant, condition)) {
          found.push({ tenant, finding })
        }
      }
    },
    () => false,
  )
  return found.sort((one, other) => (one.tenant.slug < other.tenant.slug ? -1 : 1))
}

function inBatches(tenants: readonly Tenant[]): Tenant[][] {
  const count = Math.ceil(tenants.length / BATCH)
  return Array.from({ length: count }, (_, index) =>
    tenants.slice(index * BATCH, (index + 1) * BATCH),
  )
}
