import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import { SYSTEM } from '../../src/auth/audit/actor.ts'
import { createWorkspaceFor } from '../../src/auth/create-workspace.ts'
import type { ApiTokenRow, TokenScope, WorkspaceRole } from '../../src/auth/rows.ts'
import { type Config, loadConfig } from '../../src/config.ts'
import { toSqliteTime } from '../../src/database/time.ts'
import { createLogger } from '../../src/log.ts'
import { Live } from '../../src/realtime/live.ts'
import type { LiveTimings } from '../../src/realtime/timings.ts'
import { openServices, type Services } from '../../src/services.ts'
import type { Tenant } from '../../src/tenancy/tenant.ts'
import type { TenantTimings } from '../../src/tenancy/tenants-options.ts'
import { type Api, apiOf } from './api.ts'
import { CONFIGURATION } from './configuration.ts'
import { leftForGood } from './left-behind.ts'
import { UNLIMITED_REQUESTS } from './unlimited-requests.ts'

/** Somebody who is signed in, or has an API token, and requests in their name. */
export interface Person {
  readonly id: string
  readonly email: string
  /** The secret of the session, or the API token. */
  readonly token: string
  readonly api: Api
}

export interface PersonOptions {
  readonly name?: string
  /** Gives an API token, as each of the following does; without any they sign in. */
  readonly kind?: 'token'
  /** All of them, when absent. */
  readonly scopes?: readonly TokenScope[]
  /** The only workspace that the token is good for. */
  readonly workspace?: Tenant
  readonly expiresAt?: Date
}

export interface TestServer {
  readonly url: string
  readonly services: Services
  /** Those who follow along. */
  readonly live: Live
  readonly dataDir: string
  /** What the server logged, one JSON object per line. */
  readonly logged: string[]
  /** What it printed: the mail that it would send. */
  readonly printed: string[]
  /** Requests without a token, or with one that is given. */
  readonly api: Api
  /** Makes the person at their first mention; a new session or token at each. */
  person(email: string, options?: PersonOptions): Promise<Person>
  /** One more token of a person, as the database has it. */
  token(
    personId: string,
    options?: PersonOptions,
  ): Promise<{ readonly secret: string; readonly row: ApiTokenRow }>
  /** Makes a workspace with these people in it. */
  workspace(slug: string, people: WorkspacePeople): Promise<Tenant>
  addMember(workspace: Tenant, person: Person, role?: WorkspaceRole): Promise<void>
  /** Stops and cleans up. @throws Error when anything is left open or unfinished */
  stop(): Promise<void>
}

interface WorkspacePeople {
  readonly owner: Person
  readonly members?: readonly Person[]
}

export type ServerOptions = Partial<Config> & {
  readonly timings?: Partial<TenantTimings>
  readonly liveTimings?: Partial<LiveTimings>
}

/** The real server on a free port of the loopback interface, on a data directory of its own. */
export async function startServer({
  timings,
  liveTimings,
  ...overrides
}: ServerOptions = {}): Promise<TestServer> {
  const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'conclave-test-')))
  // Most tests have tokens only, and make their workspaces with them.
  const environment = {
    DATA_DIR: dataDir,
    PORT: '0',
    WORKSPACE_CREATION: 'anyone',
    ...CONFIGURATION,
    ...UNLIMITED_REQUESTS,
  }
  const config = { ...loadConfig(environment), ...overrides }
  const logged: string[] = []
  const log = createLogger(config.logLevel, { write: (line) => void logged.push(line) })
  const printed: string[] = []
  const print = (text: string) => void printed.push(text)
  const services = openServices(config, log, { timings, print })
  const live = new Live(services, liveTimings)
  const app = createApp(services, { live }).listen({ port: config.port, hostname: '127.0.0.1' })
  const url = `http://127.0.0.1:${app.server?.port}`
  const { auth, tenants } = services
  const api = apiOf(url)

  function token(personId: string, { scopes, workspace, expiresAt }: PersonOptions = {}) {
    return auth.database.write(() =>
      auth.tokens.create(personId, {
        label: 'test',
        scopes: scopes ?? ['read', 'write', 'admin'],
        tenantId: workspace?.id ?? null,
        expiresAt: expiresAt === undefined ? null : toSqliteTime(expiresAt),
      }),
    )
  }

  function session(personId: string) {
    return auth.database.write(() => auth.sessions.create(personId, { userAgent: 'test' }))
  }

  function addMember(workspace: Tenant, { id }: Person, role: WorkspaceRole = 'member') {
    return auth.database.write(() => auth.memberships.put(workspace.id, id, role))
  }

  return {
    url,
    services,
    live,
    dataDir,
    logged,
    printed,
    api,
    token,
    addMember,
    async person(email, options = {}) {
      const { id } = await auth.database.write(() =>
        auth.people.findOrCreate(email, options.name ?? null),
      )
      const { name, ...ofToken } = options
      const { secret } =
        Object.keys(ofToken).length > 0 ? await token(id, options) : await session(id)
      return {
        id,
        email,
        token: secret,
        api: (method, path, body, call) => api(method, path, body, { token: secret, ...call }),
      }
    },
    async workspace(slug, { owner, members = [] }) {
      const tenant = await createWorkspaceFor(tenants, auth, { slug }, owner.id, SYSTEM)
      for (const member of members) await addMember(tenant, member)
      return tenant
    },
    async stop() {
      live.close()
      await app.stop(true)
      await services.close()
      const left = await leftForGood(dataDir)
      rmSync(dataDir, { recursive: true })
      if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
    },
  }
}
