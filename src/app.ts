import { Elysia } from 'elysia'
import { trustProxies } from './http/client-address.ts'
import { pageAssets } from './http/pages/assets.ts'
import { root } from './http/root.ts'
import { ownAuditLog } from './modules/audit-log/own-routes.ts'
import { auditLog } from './modules/audit-log/routes.ts'
import { directRooms } from './modules/direct-rooms/routes.ts'
import { documentation } from './modules/documentation/documentation.ts'
import { workspaceExport } from './modules/exports/routes.ts'
import { health } from './modules/health/routes.ts'
import { home } from './modules/home/routes.ts'
import { acceptance, invitation } from './modules/invitations/accept.ts'
import { joining } from './modules/invitations/page-routes.ts'
import { invitations } from './modules/invitations/routes.ts'
import { me } from './modules/me/routes.ts'
import { members } from './modules/members/routes.ts'
import { mentions } from './modules/mentions/routes.ts'
import { messages } from './modules/messages/routes.ts'
import { metrics } from './modules/metrics/routes.ts'
import { passwordPages } from './modules/passwords/page-routes.ts'
import { passwords } from './modules/passwords/routes.ts'
import { publicRooms } from './modules/public-rooms/routes.ts'
import { reactions } from './modules/reactions/routes.ts'
import { replies } from './modules/replies/routes.ts'
import { revisions } from './modules/revisions/routes.ts'
import { rooms } from './modules/rooms/routes.ts'
import { mySessions } from './modules/sessions/routes.ts'
import { session } from './modules/sessions/sign-in-routes.ts'
import { signIn } from './modules/sign-in/routes.ts'
import { tokens } from './modules/tokens/routes.ts'
import { unread } from './modules/unread/routes.ts'
import { users } from './modules/users/routes.ts'
import { workspace, workspaces } from './modules/workspaces/routes.ts'
import { workspaceAtRest } from './modules/workspaces/state-routes.ts'
import { workspaceStats } from './modules/workspaces/stats-routes.ts'
import { workspaceTransfer } from './modules/workspaces/transfer-routes.ts'
import { problemFor } from './problem-for.ts'
import type { Services } from './services.ts'
import type { BackupFigures } from './tenancy/backups/backup-schedule.ts'

export interface AppOptions {
  /** True once the server is stopping: load balancers are to look elsewhere. */
  readonly draining?: () => boolean
  /** What the schedule of backups has done, if there is one. */
  readonly backups?: () => Promise<BackupFigures>
}

/** Composes the HTTP surface. It listens nowhere yet. */
export function createApp(
  services: Services,
  { draining = () => false, backups }: AppOptions = {},
) {
  const app = root({ logger: services.log, problemFor })
  return app
    .onStart(({ server }) => {
      services.site.listensOn(server?.port ?? services.config.port)
      if (server) trustProxies(server, services.config.trustedProxies)
    })
    .use(pageAssets)
    .use(health(services, draining))
    .use(metrics(services, backups))
    .use(pages(services))
    .use(me(services))
    .use(session(services))
    .use(mySessions(services))
    .use(passwords(services))
    .use(tokens(services))
    .use(workspaces(services))
    .use(workspace(services))
    .use(workspaceAtRest(services))
    .use(workspaceStats(services))
    .use(workspaceExport(services))
    .use(workspaceTransfer(services))
    .use(auditLog(services))
    .use(ownAuditLog(services))
    .use(invitations(services))
    .use(invitation(services))
    .use(acceptance(services))
    .use(joining(services))
    .use(users(services))
    .use(rooms(services))
    .use(directRooms(services))
    .use(publicRooms(services))
    .use(unread(services))
    .use(members(services))
    .use(messages(services))
    .use(replies(services))
    .use(revisions(services))
    .use(reactions(services))
    .use(mentions(services))
    .use(
      documentation({
        version: VERSION,
        routes: () => app.routes,
        sessionCookie: services.site.sessionCookie,
      }),
    )
}

/** For browsers, and so in no type of a client. */
function pages(services: Services): Elysia {
  const all = new Elysia({ name: 'pages' })
  all.use(home(services)).use(signIn(services)).use(passwordPages(services))
  return all
}

/** The type that Eden clients are made from. */
export type App = ReturnType<typeof createApp>

const VERSION = '0.1.0'
