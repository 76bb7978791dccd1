import type { Services } from './services.ts'
import type { WorkspaceDatabase } from './workspace-database.ts'

/*
 * What members see of a workspace and the auth database knows: each change there is told of in the
 * workspace's log once it is committed. Whoever asks is answered afterwards, and well even if that
 * fails: the change is done. What a crash in between has kept from being told, the next start
 * tells: see `tellAgain`.
 */

type Teller = Pick<Services, 'tenants' | 'log'>

/** The workspace has another name, slug, state or setting now. */
export function tellOfWorkspace(teller: Teller, tenantId: string): Promise<void> {
  return tell(teller, tenantId, (db) => db.events.append('workspace.updated'))
}

/** These people of the auth database have another role in the workspace now. */
export function tellOfPeople(
  teller: Teller,
  tenantId: string,
  personIds: readonly string[],
): Promise<void> {
  return tell(teller, tenantId, (db) => {
    for (const personId of personIds) {
      const row = db.users.findByAuthId(personId)
      // Who was never there is told of when they come.
      if (row !== null) db.events.append('user.updated', { user_id: row.id })
    }
  })
}

async function tell(
  { tenants, log }: Teller,
  tenantId: string,
  append: (db: WorkspaceDatabase) => void,
): Promise<void> {
  const state = tenants.registry.findById(tenantId)?.state
  // Nobody follows the others, and an archived one has no log to write to.
  if (state !== 'active' && state !== 'read_only') return
  try {
    await tenants.pool.write({ id: tenantId }, append)
  } catch (err) {
    log.error({ tenant: tenantId, err }, 'members are not told of a change, for now')
  }
}
