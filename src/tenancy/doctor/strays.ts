import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DataDirectory } from '../data-directory.ts'
import type { OperationJournal } from '../operation-journal.ts'
import type { Registry } from '../registry.ts'
import { isTenantId } from '../tenant.ts'
import type { Finding } from './finding.ts'

/** What says to whom something on the disk belongs. */
export interface Ownership {
  readonly directory: DataDirectory
  readonly registry: Registry
  readonly journal: OperationJournal
}

const SHARD = /^[0-9a-f]{2}$/
/** What operations make beside a database while they run. */
const TEMPORARY = /\.(?:partial|archiving|restored|compared)$/
const ID_LENGTH = 32

/** Everything in the data directory's own places that belongs to nobody, tenants' files aside. */
export function strays(ownership: Ownership): Finding[] {
  const { path: root } = ownership.directory
  const places = [
    ...namesIn(root).filter((name) => SHARD.test(name)),
    '.creating',
    '.trash',
    '.kept',
    ...namesIn(join(root, '.snapshots')).map((run) => join('.snapshots', run)),
  ]
  return places
    .flatMap((place) => namesIn(join(root, place)).map((name) => join(place, name)))
    .flatMap((path) => strayAt(ownership, path) ?? [])
}

/** @param path relative to the data directory */
export function strayAt(ownership: Ownership, path: string): Finding | null {
  const reason = whyStray(ownership, path)
  // Purges remove the row last, so what is there no more may have belonged to somebody until now.
  if (reason === null || !existsSync(join(ownership.directory.path, path))) return null
  return {
    code: 'stray',
    workspace: null,
    path,
    detail: reason,
    advice: 'moves it to .quarantine/, where nobody uses it: look at it, then delete it',
    repair: { kind: 'quarantine', path },
  }
}

/** Rows are made before files and go after them: what has no row now belongs to nobody. */
function whyStray({ registry, journal }: Ownership, path: string): string | null {
  const [place = '', name = '', file] = path.split('/')
  const id = name.slice(0, ID_LENGTH)
  if (place === '.creating') {
    const made = registry.findById(id)?.state === 'provisioning'
    return made ? null : 'is left of a creation that did not end'
  }
  if (place === '.trash') {
    return journal.find(id) ? null : 'is left of a purge that did not end'
  }
  if (place === '.kept') {
    return registry.findById(id) ? null : 'was kept of a workspace that is not in the registry'
  }
  if (place === '.snapshots') {
    const known = file === undefined || registry.findById(file.slice(0, ID_LENGTH)) !== null
    return known ? null : 'is a snapshot of a workspace that is not in the registry'
  }
  if (!SHARD.test(place)) return null
  if (!isTenantId(name)) return 'is not the directory of a workspace'
  if (!name.startsWith(place)) return 'is the directory of a workspace, in the wrong place'
  const tenant = registry.findById(id)
  if (tenant === null) return 'is the directory of a workspace that is not in the registry'
  if (file === undefined || journal.find(id)) return null
  if (TEMPORARY.test(file)) return 'is left of an operation that did not end'
  const archived = (tenant.deleted_from ?? tenant.state) === 'archived'
  if (file === 'workspace.db.zst' && !archived) {
    return 'is an archive of a workspace that is not archived'
  }
  return archived && file.startsWith('workspace.db-') ? 'is a log without its database' : null
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    // There is none, or it is not a directory.
    return []
  }
}
