import { join } from 'node:path'
import type { Fault, FaultCode } from '../../database/examine-database.ts'
import type { Tenant } from '../tenant.ts'
import type { Finding } from './finding.ts'
import { type Ownership, strayAt } from './strays.ts'
import type { TenantCondition } from './tenant-condition.ts'

/** Compares one tenant's row with what lies on the disk for it. */
export function tenantFindings(
  ownership: Ownership,
  tenant: Tenant,
  condition: TenantCondition,
): Finding[] {
  const { id, slug } = tenant
  // Whoever is at work on its files knows better, and after a crash the journal tells of it.
  if (ownership.journal.find(id)) return []
  const path = join(id.slice(0, 2), id)
  const about = { workspace: slug, path }
  const { names, examination } = condition
  const missing = whatIsMissing(tenant, names)
  if (missing !== null) return [{ ...about, code: 'missing', repair: null, ...missing }]
  const findings: Finding[] = (names ?? []).flatMap((name) => {
    const stray = strayAt(ownership, join(path, name))
    return stray ? [{ ...stray, workspace: slug }] : []
  })
  if (!names?.includes('files')) {
    findings.push({
      ...about,
      code: 'files-missing',
      detail: 'the directory of its attachments is missing',
      advice: 'makes an empty one; attachments that were in it come from a backup',
      repair: { kind: 'make-files', tenant: id },
    })
  }
  const faults = examination?.faults ?? []
  const version = examination?.version ?? tenant.schema_version
  // What is not for this code to read, it is not to write about either.
  const ours = !faults.some(({ code }) => code === 'newer' || code === 'history')
  if (ours && version !== tenant.schema_version) {
    findings.push({
      ...about,
      code: 'version',
      detail: `the registry says version ${tenant.schema_version}, the file is at ${version}`,
      advice: 'writes the version of the file into the registry',
      repair: { kind: 'set-version', tenant: id, from: tenant.schema_version, to: version },
    })
  }
  const file = join(path, 'workspace.db')
  return [
    ...findings,
    ...faults.map((fault) => ({ ...faultFinding(fault), workspace: slug, path: file })),
  ]
}

/** A fault of a database as a finding; path and workspace are the caller's to say. */
export function faultFinding({
  code,
  detail,
}: Fault): Pick<Finding, 'code' | 'detail' | 'advice' | 'repair'> {
  return { code, detail: `${WORDS[code]}${detail}`, advice: ADVICE[code], repair: null }
}

const WORDS: Readonly<Record<FaultCode, string>> = {
  unreadable: '',
  busy: '',
  damaged: 'the database is damaged: ',
  foreign: '',
  newer: '',
  history: '',
  drift: 'the schema is not what its version says: it ',
  dangling: '',
  'files-lost': 'the content of what was uploaded is missing: ',
  'files-unknown': 'nothing refers to these attachments: ',
}

const FROM_BACKUP = 'put it back from a backup or a snapshot'

const ADVICE: Readonly<Record<FaultCode, string>> = {
  unreadable: 'see to it that this user may read and write it',
  busy: 'run the doctor again when whoever holds the file has ended',
  damaged: FROM_BACKUP,
  foreign: FROM_BACKUP,
  newer: 'start the version of Conclave that made it',
  history: 'start the version of Conclave that made it',
  drift: `undo by hand what was changed by hand, or ${FROM_BACKUP}`,
  dangling: `delete those rows by hand, or ${FROM_BACKUP}`,
  'files-lost': 'restore the workspace from a backup that has it; until then it is answered 503',
  'files-unknown': 'a power cut or a restore left them: delete them by hand, or leave them',
}

function whatIsMissing(
  { state, deleted_from }: Tenant,
  names: readonly string[] | null,
): Pick<Finding, 'detail' | 'advice'> | null {
  // Suspending it would make work once the disk that it lies on is mounted again.
  const advice = `${FROM_BACKUP}; it is served again as soon as it is there`
  if (names === null) return { detail: 'its directory is missing', advice }
  const archived = (deleted_from ?? state) === 'archived'
  if (names.includes(archived ? 'workspace.db.zst' : 'workspace.db')) return null
  if (archived) return { detail: 'its archive is missing', advice }
  if (names.includes('workspace.db-wal')) {
    return {
      detail: 'its database is missing, the log of it is there',
      advice: `keep both: ${advice}`,
    }
  }
  return { detail: 'its database is missing', advice }
}
