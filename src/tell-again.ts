import type { AuditAction } from './auth/audit/actions.ts'
import type { Services } from './services.ts'
import { tellOfPeople, tellOfWorkspace } from './tell-workspace.ts'

/** More changes than can have been on their way to their logs when the server was killed. */
const LATEST = 200

const OF_WORKSPACE: readonly AuditAction[] = [
  'workspace.renamed',
  'workspace.retention_changed',
  'workspace.resumed',
  'workspace.made_read_only',
]
const OF_PEOPLE: readonly AuditAction[] = ['member.role_changed', 'workspace.transferred']

/**
 * Tells once more of the latest changes that the auth database holds, after a server was killed
 * between one of them and its event. What was told before does no harm: events say how things are.
 * It goes on in the background, one workspace after another.
 */
export function tellAgain(services: Services): { stop(): Promise<void> } {
  let stopped = false
  const done = (async () => {
    for (const { action, tenant_id, person_id, actor_id } of services.auth.audit.latest(LATEST)) {
      if (stopped) return
      if (tenant_id === null) continue
      if (OF_WORKSPACE.includes(action)) await tellOfWorkspace(services, tenant_id)
      if (!OF_PEOPLE.includes(action)) continue
      const people = [person_id, actor_id].filter((id) => id !== null)
      await tellOfPeople(services, tenant_id, people)
    }
  })()
  return {
    stop() {
      stopped = true
      return done
    },
  }
}
