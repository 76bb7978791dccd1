import { join } from 'node:path'
import type { Finding } from './finding.ts'
import type { Ownership } from './strays.ts'

/**
 * What somebody has begun and nobody is going to end: it is older than the
 * present holder of the data directory, who settles at its start what it can.
 *
 * @param heldSince when the holder came, UTC in SQLite's text form; null without one
 */
export function unfinished({ registry, journal }: Ownership, heldSince: string | null): Finding[] {
  const operations = journal.begunBefore(heldSince).map((entry): Finding => {
    const { tenant_id: id, kind } = entry
    return {
      code: 'interrupted',
      workspace: registry.findById(id)?.slug ?? null,
      path: join(id.slice(0, 2), id),
      detail: `an operation on it was interrupted: ${kind}`,
      advice: 'completes or undoes it',
      repair: { kind: 'settle', tenant: id },
    }
  })
  const creations = registry
    .provisioning()
    .filter(({ created_at }) => heldSince === null || created_at < heldSince)
    .map(
      ({ id, slug }): Finding => ({
        code: 'unfinished',
        workspace: slug,
        path: join(id.slice(0, 2), id),
        detail: 'its creation did not end, and keeps the slug',
        advice: 'is removed by the next start of the server, and by any command without a server',
        repair: null,
      }),
    )
  return [...operations, ...creations]
}
