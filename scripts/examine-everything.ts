import { existsSync } from 'node:fs'
import { authDatabaseMigrations, OWNER } from '../src/auth/auth-database.ts'
import type { Config } from '../src/config.ts'
import { heldSince } from '../src/control/held-since.ts'
import { examineDatabase } from '../src/database/examine-database.ts'
import { DataDirectory } from '../src/tenancy/data-directory.ts'
import { examineFleet } from '../src/tenancy/doctor/examine-fleet.ts'
import type { Finding } from '../src/tenancy/doctor/finding.ts'
import { faultFinding } from '../src/tenancy/doctor/tenant-findings.ts'
import { OperationJournal } from '../src/tenancy/operation-journal.ts'
import { WORKER } from './open-fleet.ts'
import { assertDataDirectory, openRegistry } from './open-registry.ts'

export interface Diagnosis {
  /** Workspaces that were looked at. */
  readonly workspaces: number
  readonly findings: readonly Finding[]
  readonly milliseconds: number
}

/** The auth database first: without it nothing can be said about the rest. */
export async function examineEverything(
  config: Config,
  slugs: readonly string[],
  integrity: boolean,
): Promise<Diagnosis> {
  const start = performance.now()
  assertDataDirectory(config)
  const auth = examineAuth(config)
  const usable = auth.every(({ code }) => code === 'drift' || code === 'dangling')
  const fleet = usable ? await examineWorkspaces(config, slugs, integrity) : NOTHING
  return {
    workspaces: fleet.workspaces,
    findings: [...auth, ...fleet.findings],
    milliseconds: Math.round(performance.now() - start),
  }
}

const NOTHING = { workspaces: 0, findings: [] } as const

function examineAuth({ dataDir }: Config): Finding[] {
  const { authDatabase: path } = new DataDirectory(dataDir)
  const list = authDatabaseMigrations
  const { version, faults } = examineDatabase(path, { list, owner: OWNER, integrity: true })
  const about = { workspace: null, path: 'auth.db' }
  const findings = faults.map((fault): Finding => ({ ...faultFinding(fault), ...about }))
  if (existsSync(path) && version !== null && version < list.latest) {
    findings.push({
      ...about,
      code: 'behind',
      detail: `it is at version ${version}, this code is made for ${list.latest}`,
      advice: 'run migrate:all',
      repair: null,
    })
  }
  return findings
}

function examineWorkspaces(config: Config, slugs: readonly string[], integrity: boolean) {
  const open = openRegistry(config)
  const { directory, registry, database } = open
  return examineFleet({
    directory,
    registry,
    journal: new OperationJournal(database.sql),
    workerUrl: WORKER,
    heldSince: heldSince(directory),
    integrity,
    slugs,
  }).finally(() => database.close())
}
