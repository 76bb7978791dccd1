import { Elysia } from 'elysia'
import { requireScope } from '../../auth/authority.ts'
import { toSqliteTime } from '../../database/time.ts'
import { inWorkspace } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { notModified, requireMatch, strongEtag } from '../../http/etag.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { requireOwner, roleNow } from '../../http/workspace-role.ts'
import type { Services } from '../../services.ts'
import { tellOfWorkspace } from '../../tell-workspace.ts'
import { WorkspaceSettings, WorkspaceSettingsChanges } from './schema.ts'

const tag = 'Workspaces'

/** In which a mistake can be taken back; milliseconds. */
const GRACE = 60 * 60_000

/** What owners decide for the whole workspace. */
export function settings(services: Services) {
  const { auth, tenants } = services
  return new Elysia({ prefix: '/workspaces/:workspace/settings' })
    .use(inWorkspace(services))
    .get(
      '/',
      ({ access, request, set }) => {
        const current = settingsOf(access.id)
        return notModified(request, set, etagOf(access.id, current)) ? undefined : current
      },
      {
        params: WorkspacePath,
        detail: operation({
          id: 'getWorkspaceSettings',
          tag,
          summary: 'Read how long a workspace keeps messages',
          answers: {
            200: answer('The settings.', WorkspaceSettings, { ETag: 'Their version.' }),
            304: 'You have this version already.',
          },
          problems: [403],
        }),
      },
    )
    .patch(
      '/',
      async ({ access, body, request, set, server }) => {
        requireScope(access.caller, 'admin')
        const by = actorOf(access.caller, { request, set, server })
        const changed = await auth.database.write(() => {
          access.recheck()
          requireOwner(roleNow(auth, access))
          const current = settingsOf(access.id)
          requireMatch(request, etagOf(access.id, current))
          const { retention_days: days = current.retention_days } = body
          if (days !== current.retention_days) {
            const due = toSqliteTime(new Date(Date.now() + GRACE))
            tenants.retention.set(access.id, days, due)
            auth.audit.record(by, 'workspace.retention_changed', {
              tenantId: access.id,
              details: { from: current.retention_days, to: days },
            })
          }
          return settingsOf(access.id)
        })
        await tellOfWorkspace(services, access.id)
        set.headers['etag'] = etagOf(access.id, changed)
        return changed
      },
      {
        params: WorkspacePath,
        parse: jsonBody,
        body: WorkspaceSettingsChanges,
        detail: operation({
          id: 'updateWorkspaceSettings',
          tag,
          summary: 'Change how long a workspace keeps messages',
          description:
            'For owners; needs the scope `admin`. What is older is erased for good, in private and direct rooms too: ' +
            'not before an hour after this, in which it can be taken back, and from then on within a day of the time. ' +
            'Backups that exist keep it until they end.',
          answers: {
            200: answer('The settings, as they are now.', WorkspaceSettings, {
              ETag: 'Their version.',
            }),
          },
          problems: [403, 412],
        }),
      },
    )

  function settingsOf(id: string): WorkspaceSettings {
    return { retention_days: tenants.retention.days(id) }
  }
}

function etagOf(id: string, { retention_days }: WorkspaceSettings): string {
  return strongEtag(id, retention_days ?? 'for-good')
}
