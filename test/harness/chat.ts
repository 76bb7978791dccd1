import { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Auth } from '../../src/auth/auth.ts'
import { AuthDatabase } from '../../src/auth/auth-database.ts'
import { ask } from './control.ts'
import { runScript } from './process.ts'

/** A workspace with one room, made by the server, and requests by its owner. */
export interface Chat {
  readonly id: string
  readonly slug: string
  readonly token: string
  /** The file of its database. */
  readonly file: string
  readonly room: number
  /** The path of the room's messages. */
  readonly messages: string
}

export interface Served {
  readonly url: string
  readonly dataDir: string
}

/** Makes the workspace in the running server. */
export async function openChat({ url, dataDir }: Served, slug: string): Promise<Chat> {
  const { id, token, path } = await makeInServer(dataDir, slug)
  const rooms = `/workspaces/${slug}/rooms`
  const answer = await call(url, token, 'POST', rooms, { name: 'General', type: 'group' })
  if (answer.status !== 201) throw new Error(`${rooms}: ${JSON.stringify(answer)}`)
  const room = (answer.body as { id: number }).id
  return {
    id,
    slug,
    token,
    file: join(path, 'workspace.db'),
    room,
    messages: `${rooms}/${room}/messages`,
  }
}

interface CreatedWorkspace {
  readonly id: string
  readonly slug: string
  readonly token: string
  readonly path: string
}

async function makeInServer(dataDir: string, slug: string): Promise<CreatedWorkspace> {
  // The socket is elsewhere where the path is too long for one.
  if (!existsSync(join(dataDir, 'control.sock'))) return createWorkspace(dataDir, slug)
  const { id, path, token } = await ask(dataDir, 'tenant:create', { slug, owner: ownerOf(slug) })
  if (token === null) throw new Error(`${slug} has an owner without a token`)
  return { id, slug, path, token }
}

function ownerOf(slug: string): string {
  return `owner@${slug}.test`
}

/** `tenant:create --json`, with an owner. @throws Error when it fails */
export async function createWorkspace(dataDir: string, slug: string): Promise<CreatedWorkspace> {
  const args = [slug, '--owner', ownerOf(slug), '--json']
  const { status, stdout, stderr } = await runScript('tenant-create', args, { dataDir })
  if (status !== 0) throw new Error(`tenant:create ${slug}: ${stderr}`)
  return JSON.parse(stdout) as CreatedWorkspace
}

/** One request with a token and JSON, and what came back. */
export async function call(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const { status, headers } = response
  return { status, headers, body: text === '' ? null : JSON.parse(text) }
}

/** Sends a message. */
export function say({ url }: { readonly url: string }, chat: Chat, content: string) {
  return call(url, chat.token, 'POST', chat.messages, { content })
}

/** What stands in the room, oldest first, read through the server. */
export async function readAll({ url }: { readonly url: string }, chat: Chat): Promise<string[]> {
  const contents: string[] = []
  for (let cursor: number | null = 0; cursor !== null; ) {
    const path: string = `${chat.messages}?limit=100&after=${cursor}`
    const { status, body } = await call(url, chat.token, 'GET', path)
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
    const page = body as Page
    contents.push(...page.messages.map(({ content }) => content).reverse())
    cursor = page.prev_cursor
  }
  return contents
}

interface Page {
  readonly messages: readonly { readonly content: string }[]
  readonly prev_cursor: number | null
}

/** What stands in a database that no server has open, oldest first. */
export function contentsOf(file: string): string[] {
  const database = new Database(file, { readwrite: true, create: false, strict: true })
  try {
    const rows = database
      .query<{ content: string }, []>('SELECT content FROM messages ORDER BY id')
      .all()
    return rows.map(({ content }) => content)
  } finally {
    database.close(true)
  }
}

/** A token of a workspace's owner that is good for all of their workspaces, and for new ones. */
export async function tokenForAll(dataDir: string, chat: Chat): Promise<string> {
  const database = new AuthDatabase({ path: join(dataDir, 'auth.db') })
  try {
    const auth = new Auth(database)
    const { personId } = auth.authority.authenticate(chat.token)
    const { secret } = await database.write(() =>
      auth.tokens.create(personId, {
        label: 'test',
        scopes: ['read', 'write', 'admin'],
        tenantId: null,
        expiresAt: null,
      }),
    )
    return secret
  } finally {
    database.close()
  }
}
