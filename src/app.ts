import type { AnyElysia } from 'elysia'
import { ServerFigures } from './figures/server-figures.ts'
import { trustProxies } from './http/client-address.ts'
import { pageAssets } from './http/pages/assets.ts'
import { root } from './http/root.ts'
import { ownAuditLog } from './modules/audit-log/own-routes.ts'
import { auditLog } from './modules/audit-log/routes.ts'
import { directRooms } from './modules/direct-rooms/routes.ts'
import { documentation } from './modules/documentation/documentation.ts'
import { events } from './modules/events/routes.ts'
import { workspaceExport } from './modules/exports/routes.ts'
import { files } from './modules/files/routes.ts'
import { health } from './modules/health/routes.ts'
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
import { search } from './modules/search/routes.ts'
import { mySessions } from './modules/sessions/routes.ts'
import { session } from './modules/sessions/sign-in-routes.ts'
import { settings } from './modules/settings/routes.ts'
import { signIn } from './modules/sign-in/routes.ts'
import { snapshot } from './modules/snapshot/routes.ts'
import { socket } from './modules/socket/routes.ts'
import { tokens } from './modules/tokens/routes.ts'
import { unread } from './modules/unread/routes.ts'
import { usage } from './modules/usage/routes.ts'
import { users } from './modules/users/routes.ts'
import { web } from './modules/web/routes.ts'
import { workspace, workspaces } from './modules/workspaces/routes.ts'
import { workspaceAtRest } from './modules/workspaces/state-routes.ts'
import { workspaceStats } from './modules/workspaces/stats-routes.ts'
import { workspaceTransfer } from './modules/workspaces/transfer-routes.ts'
import { problemFor } from './problem-for.ts'
import { Live } from './realtime/live.ts'
import type { Services } from './services.ts'
import type { BackupFigures } from './tenancy/backups/backup-schedule.ts'
import { UnfinishedDeletions } from './unfinished-deletions.ts'

export interface AppOptions {
  /** True once the server is stopping: load balancers are to look elsewhere. */
  readonly draining?: () => boolean
  /** What the schedule of backups has done, if there is one. */
  readonly backups?: () => Promise<BackupFigures>
  /** Those who follow along; to be closed before the server stops. */
  readonly live?: Live
  /** Where everything is counted that this server does. */
  readonly figures?: ServerFigures
}

/** Composes the HTTP surface. It listens nowhere yet. */
export function createApp(
  services: Services,
  {
    draining = () => false,
    backups,
    live = new Live(services),
    figures = new ServerFigures(),
  }: AppOptions = {},
): AnyElysia {
  const { secure } = services.site
  const app: AnyElysia = root({ logger: services.log, problemFor, secure, figures })
  app.onStart(({ server }) => {
    services.site.listensOn(server?.port ?? services.config.port)
    if (server) trustProxies(server, services.config.trustedProxies)
    figures.loop.start()
  })
  app.onStop(() => figures.loop.stop())
  const deletions = new UnfinishedDeletions(services)
  const parts = [
    pageAssets,
    health(services, draining),
    metrics({ services, live, figures, backups }),
    web(services),
    signIn(services),
    passwordPages(services),
    me(services),
    session(services),
    mySessions(services),
    passwords(services),
    tokens(services),
    workspaces(services),
    workspace(services),
    workspaceAtRest(services),
    workspaceStats(services),
    settings(services),
    usage(services, figures),
    workspaceExport(services),
    workspaceTransfer(services),
    auditLog(services),
    ownAuditLog(services),
    invitations(services),
    invitation(services),
    acceptance(services),
    joining(services),
    users(services),
    snapshot(services, deletions),
    rooms(services, deletions),
    directRooms(services),
    publicRooms(services),
    unread(services),
    members(services),
    messages(services),
    replies(services),
    revisions(services),
    reactions(services),
    files(services),
    mentions(services),
    search(services),
    events(services, live),
    socket(services, live),
    documentation({
      version: VERSION,
      routes: () => app.routes,
      sessionCookie: services.site.sessionCookie,
    }),
  ]
  // One by one: the type of a chain of so many is more than the compiler takes, and nobody needs it,
  // since clients are made from the document.
  for (const part of parts) app.use(part as AnyElysia)
  return app
}

const VERSION = '0.1.0'
