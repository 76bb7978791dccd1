import type { AuditEntry } from '../../../../client/generated/types.ts'

export type AuditAction = AuditEntry['action']

/** What was done, as it stands behind who did it. */
export const auditWords: Readonly<Record<AuditAction, string>> = {
  'account.created': 'created an account',
  'account.deleted': 'deleted an account',
  'account.linked': 'linked another way to sign in',
  'invitation.accepted': 'accepted an invitation',
  'invitation.created': 'made an invitation',
  'invitation.revoked': 'revoked an invitation',
  'member.added': 'added a member',
  'member.left': 'left the workspace',
  'member.removed': 'removed a member',
  'member.role_changed': 'changed a role',
  'message.erased': 'erased a message',
  'password.changed': 'changed the password',
  'password.reset': 'reset the password',
  'password.set': 'set a password',
  'person.erased': 'erased a person',
  'session.created': 'signed in',
  'session.revoked': 'ended a session',
  'sign_in.failed': 'failed to sign in',
  'token.created': 'created an API token',
  'token.revoked': 'revoked an API token',
  'workspace.archived': 'archived the workspace',
  'workspace.cloned': 'cloned the workspace',
  'workspace.created': 'created the workspace',
  'workspace.deleted': 'deleted the workspace',
  'workspace.exported': 'exported the workspace',
  'workspace.imported': 'imported the workspace',
  'workspace.made_read_only': 'made the workspace read-only',
  'workspace.purged': 'purged the workspace',
  'workspace.quota_changed': 'changed the storage quota',
  'workspace.renamed': 'renamed the workspace',
  'workspace.restored': 'restored the workspace',
  'workspace.resumed': 'resumed the workspace',
  'workspace.retention_changed': 'changed how long messages are kept',
  'workspace.suspended': 'suspended the workspace',
  'workspace.transferred': 'handed the workspace over',
  'workspace.unarchived': 'took the workspace out of the archive',
  'workspace.undeleted': 'undeleted the workspace',
}

/** Those that a list of filters offers, by what they say. */
export const auditActions = Object.entries(auditWords) as readonly [AuditAction, string][]

/** The small facts: "from member, to admin". */
export function detailsOf(details: AuditEntry['details']): string {
  return Object.entries(details)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
    .join(', ')
}
