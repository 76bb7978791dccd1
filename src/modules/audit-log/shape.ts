import type { AuditRow } from '../../auth/audit/audit-log.ts'
import { toRfc3339 } from '../../database/time.ts'
import type { UserSummary } from '../../http/user-summary.ts'
import type { AuditEntry, OwnAuditEntry } from './schema.ts'

/** @param users who people are in the workspace */
export function toAuditEntry(row: AuditRow, users: ReadonlyMap<string, UserSummary>): AuditEntry {
  return {
    ...common(row),
    request_id: row.request_id,
    client_network: row.client_network,
    actor_kind: row.actor_kind,
    actor: users.get(row.actor_id ?? '') ?? null,
    user: users.get(row.person_id ?? '') ?? null,
  }
}

/**
 * A row as the person sees it whom it concerns: others who did it stay unnamed.
 *
 * @param slugOf of a workspace that they are in
 */
export function toOwnAuditEntry(
  row: AuditRow,
  personId: string,
  slugOf: (tenantId: string) => string | null,
): OwnAuditEntry {
  const { actor_kind, actor_id, tenant_id } = row
  const bySomebody = actor_kind === 'person' && actor_id !== personId
  return {
    ...common(row),
    by: actor_kind === 'person' ? (bySomebody ? 'somebody' : 'you') : actor_kind,
    request_id: bySomebody ? null : row.request_id,
    client_network: bySomebody ? null : row.client_network,
    workspace: tenant_id === null ? null : { id: tenant_id, slug: slugOf(tenant_id) },
  }
}

function common({ id, at, action, target, details }: AuditRow) {
  return {
    id,
    at: toRfc3339(at),
    action,
    target,
    details: details === null ? {} : (JSON.parse(details) as AuditEntry['details']),
  }
}
