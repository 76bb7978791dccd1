import { Database } from 'bun:sqlite'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { wrongChanges } from './changed-workspace.ts'
import { type Changes, change } from './changes.ts'
import { type Chat, call, contentsOf } from './chat.ts'
import { contradictions, startLoad, type Witnessed } from './load.ts'
import { eventually, type ServerProcess, type Surroundings, startServerProcess } from './process.ts'

/** What all rounds so far have shown. */
export interface History {
  readonly chats: readonly Chat[]
  /** May make workspaces. */
  readonly token: string
  readonly witnessed: Witnessed
  /** Slugs of workspaces that a client was told are made, and those of which nobody was told. */
  readonly made: string[]
  readonly attempted: Set<string>
  /** Names of rooms that were acknowledged. */
  readonly rooms: string[]
  /** Of workspaces in which messages are edited and deleted, and people come and go. */
  readonly changes: readonly Changes[]
}

export function newHistory(
  chats: readonly Chat[],
  token: string,
  changes: readonly Changes[] = [],
): History {
  return {
    chats,
    token,
    changes,
    witnessed: {
      acknowledged: new Map(chats.map((chat) => [chat, []])),
      unknown: new Map(chats.map((chat) => [chat, []])),
      refused: [],
      cut: [],
    },
    made: [],
    attempted: new Set(),
    rooms: [],
  }
}

/** Serves messages, changes, new rooms and new workspaces, and is killed somewhere in the middle. */
export async function killRound(
  dataDir: string,
  history: History,
  env: Surroundings['env'] = {},
  clientsPerChat = 4,
): Promise<void> {
  const server = await startServerProcess({ dataDir, env })
  const load = startLoad(server.url, history.chats, { clientsPerChat })
  const stopped = { yes: false }
  const others = [
    makeRooms(server, history, stopped),
    makeWorkspaces(server, history, stopped),
    ...history.changes.map((changes) => change(server.url, changes)),
  ]
  // Everybody has something to lose.
  await eventually(() => isUsed(load.witnessed, history.changes) || undefined)
  await Bun.sleep(Math.random() * 250)

  await server.kill()
  stopped.yes = true
  const { acknowledged, unknown, refused } = await load.stop()
  await Promise.all(others)

  for (const chat of history.chats) {
    history.witnessed.acknowledged.get(chat)?.push(...(acknowledged.get(chat) ?? []))
    history.witnessed.unknown.get(chat)?.push(...(unknown.get(chat) ?? []))
  }
  history.witnessed.refused.push(...refused)
}

function isUsed({ acknowledged }: Witnessed, changes: readonly Changes[]): boolean {
  return (
    [...acknowledged.values()].every(({ length }) => length > 0) &&
    changes.every(({ answered }) => Object.values(answered).every((count) => count > 0))
  )
}

async function makeRooms(
  { url }: ServerProcess,
  { chats, rooms }: History,
  stopped: { yes: boolean },
): Promise<void> {
  const chat = chats[0] as Chat
  while (!stopped.yes) {
    const name = `room ${crypto.randomUUID()}`
    const body = { name, type: 'group' }
    const path = `/workspaces/${chat.slug}/rooms`
    const answer = await call(url, chat.token, 'POST', path, body).catch(() => undefined)
    if (answer?.status === 201) rooms.push(name)
    else await Bun.sleep(5)
  }
}

async function makeWorkspaces(
  { url }: ServerProcess,
  { token, made, attempted }: History,
  stopped: { yes: boolean },
): Promise<void> {
  while (!stopped.yes) {
    const slug = `made-${crypto.randomUUID().slice(0, 13)}`
    attempted.add(slug)
    const answer = await call(url, token, 'POST', '/workspaces', { slug }).catch(() => undefined)
    if (answer?.status === 201) made.push(slug)
    else await Bun.sleep(5)
  }
}

/**
 * Everything that is wrong in a data directory that a server has swept and
 * closed; empty when all that was promised is there, once, and nothing else.
 */
export function wrongWith(dataDir: string, history: History): string[] {
  const { chats, witnessed, made, attempted, rooms } = history
  const auth = new Database(join(dataDir, 'auth.db'))
  const registered = auth
    .query<{ id: string; slug: string; state: string; owners: number }, []>(
      `SELECT id, slug, state, (
         SELECT count(*) FROM memberships WHERE tenant_id = tenants.id AND role = 'owner'
       ) AS owners FROM tenants`,
    )
    .all()
  auth.close(true)
  const slugs = new Set(registered.map(({ slug }) => slug))
  const ids = new Set(registered.map(({ id }) => id))
  const [first] = chats
  return [
    ...chats.flatMap((chat) => contradictions(witnessed, chat, contentsOf(chat.file))),
    ...made.filter((slug) => !slugs.has(slug)).map((slug) => `lost workspace ${slug}`),
    ...registered
      .filter(({ slug }) => slug.startsWith('made-') && !attempted.has(slug))
      .map(({ slug }) => `nobody asked for ${slug}`),
    ...registered.filter(({ state }) => state !== 'active').map(({ slug }) => `half made: ${slug}`),
    ...registered.filter(({ owners }) => owners !== 1).map(({ slug }) => `no owner: ${slug}`),
    ...registered
      .filter(({ id }) => !existsSync(join(dataDir, id.slice(0, 2), id, 'workspace.db')))
      .map(({ slug }) => `no file: ${slug}`),
    ...directoriesOf(dataDir)
      .filter((id) => !ids.has(id))
      .map((id) => `orphan ${id}`),
    ...registered.flatMap(({ id }) => damage(join(dataDir, id.slice(0, 2), id, 'workspace.db'))),
    ...(first ? lostRooms(first.file, rooms) : []),
    ...history.changes.flatMap((changes) => wrongChanges(dataDir, changes)),
  ]
}

/** Ids of tenants' directories, those under construction too. */
function directoriesOf(dataDir: string): string[] {
  return readdirSync(dataDir)
    .filter((name) => /^[0-9a-f]{2}$/.test(name) || name === '.creating')
    .flatMap((name) => readdirSync(join(dataDir, name)))
}

function damage(file: string): string[] {
  const database = new Database(file, { readwrite: true, create: false, strict: true })
  const [check] = database.query<{ integrity_check: string }, []>('PRAGMA integrity_check(1)').all()
  const [{ empty } = { empty: 0 }] = database
    .query<{ empty: number }, []>(
      'SELECT count(*) AS empty FROM rooms WHERE id NOT IN (SELECT room_id FROM room_members)',
    )
    .all()
  database.close(true)
  return [
    ...(check?.integrity_check === 'ok' ? [] : [`damaged: ${file}`]),
    ...(empty === 0 ? [] : [`${empty} rooms without their maker: ${file}`]),
  ]
}

function lostRooms(file: string, rooms: readonly string[]): string[] {
  const database = new Database(file, { readwrite: true, create: false, strict: true })
  const rows = database.query<{ name: string }, []>('SELECT name FROM rooms').all()
  database.close(true)
  const names = new Set(rows.map(({ name }) => name))
  return rooms.filter((name) => !names.has(name)).map((name) => `lost room: ${name}`)
}
