import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Elysia, t } from 'elysia'
import { requireScope } from '../../auth/authority.ts'
import { inWorkspace } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { bytes, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { PersonalPermits } from '../../http/personal-permits.ts'
import { requireOwner, roleNow } from '../../http/workspace-role.ts'
import { unavailable } from '../../problem.ts'
import type { Services } from '../../services.ts'
import type { ExportFormat } from '../../tenancy/transfer.ts'
import { download } from './download.ts'

/** Exports that are made or sent at the same time: each is as large on the disk as its workspace. */
const MOST = 4
/** Seconds after which one may have ended. */
const LATER = 30
/** Seconds without a byte until a connection is closed, once there is something to send. */
const IDLE_CONNECTION = 75

const MEDIA: Readonly<Record<ExportFormat, { readonly type: string; readonly suffix: string }>> = {
  sqlite: { type: 'application/vnd.sqlite3', suffix: 'db' },
  jsonl: { type: 'application/jsonl', suffix: 'jsonl' },
}

/** A workspace as a file, for its owners. */
export function workspaceExport(services: Services) {
  const { auth, tenants } = services
  const { exports } = tenants.directory
  let running = 0
  // Or somebody who reads slowly would keep all others from theirs.
  const permits = new PersonalPermits({
    name: 'exports',
    most: 1,
    detail: 'Your other export has to end first.',
    later: LATER,
  })
  return new Elysia({ prefix: '/workspaces/:workspace/export' }).use(inWorkspace(services)).get(
    '/',
    async ({ access, query, request, server, set }) => {
      requireScope(access.caller, 'admin')
      requireOwner(access.role)
      if (running >= MOST) {
        throw unavailable('too_many_exports', 'Other exports are being made.', LATER)
      }
      const giveBack = permits.take(access.caller.personId)
      const ended = () => {
        running -= 1
        giveBack()
      }
      const format = query.format ?? 'sqlite'
      const file = join(exports, crypto.randomUUID())
      const by = actorOf(access.caller, { request, set, server })
      running += 1
      // Nothing is sent until all of it is there, which may take longer than a connection may idle.
      server?.timeout(request, 0)
      try {
        mkdirSync(exports, { recursive: true, mode: 0o700 })
        await tenants.lifeCycle.export(access.id, { file, format }, () => {
          access.recheck()
          requireOwner(roleNow(auth, access))
          const details = { format }
          auth.audit.record(by, 'workspace.exported', { tenantId: access.id, details })
        })
        const body = await download(file, ended)
        server?.timeout(request, IDLE_CONNECTION)
        const { type, suffix } = MEDIA[format]
        // Nobody reads it, and Bun would only say so after the answer: the next export may come first.
        const head = request.method === 'HEAD'
        if (head) await body.cancel()
        return new Response(head ? null : body, {
          headers: {
            'content-type': type,
            'content-disposition': `attachment; filename="${access.tenant.slug}.${suffix}"`,
          },
        })
      } catch (error) {
        ended()
        rmSync(file, { force: true })
        throw error
      }
    },
    {
      params: WorkspacePath,
      query: t.Object(
        {
          format: t.Optional(
            t.Union([t.Literal('sqlite'), t.Literal('jsonl')], {
              default: 'sqlite',
              description: 'One SQLite file, or one JSON object per line.',
            }),
          ),
        },
        { additionalProperties: false },
      ),
      detail: operation({
        id: 'exportWorkspace',
        tag: 'Workspaces',
        summary: 'Download a workspace',
        description:
          'For owners; needs the scope `admin`. One moment of the whole workspace, everybody\'s direct rooms included, without secrets; it can be used meanwhile. `sqlite` holds attachments too and can be imported by an operator. `jsonl` is a line `{"type":"header",…}` with the counts, then `{"type":…,"data":{…}}` for each user, room, room_member, upload, message, message_revision and message_mention in the order of their keys, and for each attachment its path and size.',
        answers: {
          200: bytes(
            'The workspace.',
            Object.values(MEDIA).map(({ type }) => type),
            {
              'Content-Disposition': 'A name for the file.',
            },
          ),
        },
        problems: [403, 409, 429, 503, 507],
      }),
    },
  )
}
