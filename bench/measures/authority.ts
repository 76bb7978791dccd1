import { accessOf } from '../../src/http/access.ts'
import { openQuietly } from '../data/open-quietly.ts'
import { quantile } from '../figure.ts'

/*
 * What it costs in this process to find out who sends a request, to which workspace, and whether
 * they may: from the headers to the answer. Reads its input as JSON, prints µs.
 */
export interface AuthorityInput {
  readonly dataDir: string
  readonly slug: string
  readonly seconds: number
}

export interface AuthorityCost {
  /** CPU for a caller who is known. */
  readonly known: number
  /** Median time right after something in the auth database has changed: all is looked up anew. */
  readonly lookedUp: number
}

export type AuthorityCosts = Readonly<Record<'token' | 'session' | 'cookie', AuthorityCost>>

/** So many ask after each change. */
const PEOPLE = 50

const { dataDir, slug, seconds } = (await Bun.stdin.json()) as AuthorityInput
const services = openQuietly(dataDir)
const { auth, site, tenants } = services
const change = auth.database.sql.prepare('UPDATE users SET image = NULL WHERE id = ?')
const answerHeaders = { headers: {} }

const people = await auth.database.write(() => Array.from({ length: PEOPLE }, makeMember))
const costs: AuthorityCosts = {
  token: await costOf(({ token }) => ({ authorization: `Bearer ${token}` })),
  session: await costOf(({ session }) => ({ authorization: `Bearer ${session}` })),
  cookie: await costOf(({ session }) => ({ cookie: `${site.sessionCookie}=${session}` })),
}
console.log(JSON.stringify(costs))
await services.close()

interface Member {
  readonly id: string
  readonly token: string
  readonly session: string
}

function makeMember(_: unknown, number: number): Member {
  const { id } = auth.people.findOrCreate(`asks-${number}-${Date.now()}@bench.test`)
  const tenant = tenants.registry.findBySlug(slug)
  if (tenant === null) throw new Error(`there is no workspace ${slug}`)
  auth.memberships.put(tenant.id, id, 'member')
  const scopes = ['read'] as const
  const wanted = { label: 'bench', scopes, tenantId: null, expiresAt: null }
  const { secret: token } = auth.tokens.create(id, wanted)
  const { secret: session } = auth.sessions.create(id, { userAgent: null })
  return { id, token, session }
}

async function costOf(headersOf: (member: Member) => Record<string, string>) {
  const requests = people.map(
    (member) => new Request('http://127.0.0.1/workspaces', { headers: headersOf(member) }),
  )
  const askAll = () => {
    for (const request of requests) accessOf(services, request, answerHeaders, slug, [])
  }
  return { known: known(askAll) / PEOPLE, lookedUp: (await lookedUp(askAll)) / PEOPLE }
}

function known(askAll: () => void): number {
  repeat(askAll, seconds / 2)
  const before = process.cpuUsage()
  const calls = repeat(askAll, seconds)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

async function lookedUp(askAll: () => void): Promise<number> {
  const samples: number[] = []
  const end = performance.now() + seconds * 1_000
  do {
    await auth.database.write(() => change.run(people[0]?.id ?? ''))
    const start = Bun.nanoseconds()
    askAll()
    samples.push((Bun.nanoseconds() - start) / 1_000)
  } while (performance.now() < end)
  return quantile(samples, 0.5)
}

function repeat(work: () => void, duration: number): number {
  const end = performance.now() + duration * 1_000
  let calls = 0
  do {
    work()
    calls += 1
  } while (performance.now() < end)
  return calls
}
