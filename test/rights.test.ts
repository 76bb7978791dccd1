import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { isDeepStrictEqual } from 'node:util'
import { authContents, type Contents, workspaceContents } from './harness/contents.ts'
import { type Person, startServer, type TestServer } from './harness/server.ts'
import { type Team, type Teammate, team } from './harness/team.ts'
import { PASSWORD, routeEntries } from './isolation-routes.ts'
import { type Kind, kinds, type Route } from './rights-callers.ts'

/*
 * The table of rights: every route of the app by every kind of caller. What each
 * route asks for is written down in isolation-routes.ts; what each caller has, in
 * rights-callers.ts. Whoever lacks something is refused and nothing has changed; whoever has
 * it all gets what they asked for, so that no refusal was for another reason.
 */

let server: TestServer
beforeAll(async () => {
  // On a slow machine what follows half a minute after a deletion would look like a request's doing.
  server = await startServer({ timings: { scrubDelay: 60 * 60_000 } })
})
afterAll(() => server.stop())

/** Milliseconds in which what follows an answer has begun. */
const SOON = 30

interface Scene {
  readonly kind: Kind
  readonly acme: Team
  /** Whoever asks. */
  readonly linus: Teammate
  readonly elsewhere: Team['tenant']
  readonly values: Readonly<Record<string, string>>
}

let count = 0

async function setScene(kind: Kind): Promise<Scene> {
  count += 1
  const acme = await team(server, `acme-${count}`)
  const { ada, grace } = acme
  const { auth } = server.services
  const guest = kind.role === undefined
  const linus = guest ? await stranger() : acme.linus
  const elsewhere = await server.workspace(`other-${count}`, {
    owner: kind.owns || kind.boundElsewhere ? linus : ada,
  })
  if (kind.role) await server.addMember(acme.tenant, linus, kind.role)
  const room = await acme.room([grace, ...(kind.room ? [linus] : [])])
  if (kind.room === 'admin') {
    await ada.api('PATCH', `${room}/members/${linus.userId}`, { role: 'admin' })
  }
  const message = await acme.message(kind.wrote ? linus : ada, room)
  const file = await acme.upload(kind.wrote ? linus : ada)
  const invite = async () =>
    (
      await ada.api<{ id: string; token: string }>('POST', `${acme.path}/invitations`, {
        role: 'member',
      })
    ).body
  const [kept, revoked] = [await invite(), await invite()]
  const hash = await auth.hashing.hash(PASSWORD)
  await auth.database.write(() => auth.passwords.put(linus.id, hash))
  await bringToState(kind, acme)
  const values = {
    workspace: acme.tenant.slug,
    room: room.split('/').at(-1) ?? '',
    message: message.split('/').at(-1) ?? '',
    file: file.split('/').at(-1) ?? '',
    user: grace.userId,
    invitation: revoked.id,
    secret: kept.token,
    emoji: encodeURIComponent('👍'),
  }
  return { kind, acme, linus, elsewhere, values }
}

async function bringToState({ state }: Kind, { ada, path, tenant }: Team): Promise<void> {
  if (state === undefined) return
  if (state === 'suspended') await server.services.tenants.lifeCycle.suspend(tenant.id, 'unpaid')
  else await ada.api('PUT', `${path}/state`, { state })
}

/** What a request that was allowed has changed about the caller or the workspace. */
async function restore({ kind, acme, linus }: Scene, { path }: Route): Promise<void> {
  const { auth } = server.services
  if (path.endsWith('/state')) await bringToState(kind, acme)
  if (path.endsWith('/transfer')) await server.addMember(acme.tenant, linus, 'owner')
  if (path.endsWith('/accept') && kind.role === undefined) {
    await auth.database.write(() => auth.memberships.remove(acme.tenant.id, linus.id))
  }
}

async function stranger(): Promise<Teammate> {
  return { ...(await server.person(`stranger-${count}@nowhere.test`)), userId: '' }
}

/** The caller with a credential of their own for each request: some end it. */
async function credential({ kind, linus, elsewhere }: Scene): Promise<Person> {
  if (kind.boundElsewhere) return server.person(linus.email, { workspace: elsewhere })
  return server.person(linus.email, kind.token)
}

async function ask(scene: Scene, route: Route) {
  const { kind, linus, values } = scene
  const { api, token } = await credential(scene)
  const own = {
    session: async () => {
      const { token } = await server.person(linus.email)
      return server.services.auth.authority.authenticate(token).credential.id
    },
    token: async () =>
      (await server.token(linus.id, kind.boundElsewhere && { workspace: scene.elsewhere })).row.id,
  }
  const path = route.path
    .replace(':session', await own.session())
    .replace(':token', await own.token())
    .replace(/:(\w+)/g, (_, name: string) => {
      const value = values[name]
      if (value === undefined) throw new Error(`the scene has nothing for :${name}`)
      return value
    })
  const body =
    route.body &&
    JSON.parse(
      JSON.stringify(route.body)
        .replace(':user', values['user'] ?? '')
        .replace('made-here', `made-by-${count}`),
    )
  const before = async () => [await authContents(server), await fileContents(scene)]
  const target = route.query === undefined ? path : `${path}?${route.query}`
  return { before, send: () => api(route.method, target, body, sending(kind, token)) }
}

/** Waits for what goes on behind an answer: it would look like the next request's doing. */
async function quiet(before: () => Promise<readonly (Contents | null)[]>): Promise<void> {
  await server.services.tenants.settlement.all()
  for (let known = await before(); ; ) {
    await Bun.sleep(SOON)
    const now = await before()
    if (isDeepStrictEqual(now, known)) return
    known = now
  }
}

function tablesThatDiffer(
  known: readonly (Contents | null)[],
  now: readonly (Contents | null)[],
): string[] {
  return known.flatMap((tables, file) =>
    Object.keys({ ...tables, ...now[file] }).filter(
      (name) => !isDeepStrictEqual(tables?.[name], now[file]?.[name]),
    ),
  )
}

/** What is archived has no file that could have changed. */
async function fileContents({ kind, acme }: Scene) {
  return kind.state === 'archived' ? null : workspaceContents(server, acme.tenant)
}

function sending({ cookie }: Kind, token: string) {
  if (cookie === undefined) return {}
  return {
    token: undefined,
    headers: { cookie: `${server.services.site.sessionCookie}=${token}`, ...cookie },
  }
}

const order = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const rank = ({ method, path }: Route) => order.indexOf(method) * 100 - path.split('/').length

/** What makes and reads comes before what deletes, and the leaves before the branches. */
const routes: readonly Route[] = Object.entries(routeEntries)
  .map(([key, entry]) => {
    const [method = '', path = ''] = key.split(' ')
    return { ...entry, method, path }
  })
  .filter(({ reach }) => reach !== 'page' && reach !== 'public')
  .sort((a, b) => rank(a) - rank(b))

describe('whoever asks', () => {
  test.each(Object.entries(kinds))('%s', async (_, kind) => {
    const scene = await setScene(kind)
    const surprises: string[] = []
    let unsettled = true
    for (const route of routes) {
      const refusal = kind.refused(route)
      const { before, send } = await ask(scene, route)
      if (unsettled && refusal !== undefined) {
        await quiet(before)
        unsettled = false
      }
      const known = refusal === undefined ? undefined : await before()
      const { status, body } = await send()
      const allowed = status < 300 || status === route.answers
      const fits = refusal === undefined ? allowed : status === refusal
      if (!fits) {
        const why = `${status} instead of ${refusal ?? 'success'}`
        surprises.push(`${route.method} ${route.path}: ${why}, ${JSON.stringify(body)}`)
      }
      const changed = known === undefined ? [] : tablesThatDiffer(known, await before())
      if (changed.length > 0) {
        surprises.push(`${route.method} ${route.path}: was refused, and has changed ${changed}`)
      }
      if (refusal !== undefined) continue
      await restore(scene, route)
      unsettled ||= route.method !== 'GET'
    }
    expect(surprises).toEqual([])
  })
})
