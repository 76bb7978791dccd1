import type { KnownMessage, SoakedWorkspace } from './soaked-workspace.ts'

/** What a soak asks for, and how often in a hundred. */
const MIX = {
  get: 45,
  last50: 18,
  post: 16,
  snapshot: 5,
  search: 4,
  edit: 4,
  react: 4,
  delete: 2,
  upload: 2,
} as const

export type Kind = keyof typeof MIX
export type Draw = () => number

const KINDS = Object.entries(MIX).flatMap(([kind, share]) =>
  Array.from({ length: share }, () => kind as Kind),
)

export function drawKind(random: Draw): Kind {
  return KINDS[Math.floor(random() * KINDS.length)] ?? 'get'
}

/** A request whose answer was not the one that is due. */
export class WrongAnswer extends Error {}

/** Makes one request of this kind, and remembers what it was told. @throws WrongAnswer */
export async function perform(
  url: string,
  workspace: SoakedWorkspace,
  kind: Kind,
  random: Draw,
): Promise<void> {
  const { chat, messages, deleted, ledger } = workspace
  const slug = `/workspaces/${chat.slug}`
  const send = (method: string, path: string, status: number, body?: BodyInit) =>
    request(url, chat.token, method, path, status, body)
  const json = (value: object) => JSON.stringify(value)
  const remember = (answer: unknown, content: string) => {
    const { id } = answer as { id: number }
    messages.push({ id, content })
    ledger?.acknowledged(id)
  }

  if (kind === 'last50') return void (await send('GET', `${chat.messages}?limit=50`, 200))
  if (kind === 'snapshot') return void (await send('GET', `${slug}/snapshot`, 200))
  if (kind === 'search') return void (await send('GET', `${slug}/search?q=soaked`, 200))
  if (kind === 'upload') {
    const file = await send('POST', `${slug}/files?filename=soaked.txt`, 201, 'x'.repeat(2_000))
    const body = json({ file_id: (file as { id: string }).id })
    return remember(await send('POST', chat.messages, 201, body), '')
  }
  const message = kind === 'post' ? undefined : take(messages, random)
  if (message === undefined) {
    const content = newContent()
    return remember(await send('POST', chat.messages, 201, json({ content })), content)
  }
  const path = `${chat.messages}/${message.id}`
  if (kind === 'get') await send('GET', path, 200)
  if (kind === 'react') await send('PUT', `${path}/reactions/%F0%9F%91%8D`, 204)
  if (kind === 'edit' && message.content !== '') {
    const content = newContent()
    await send('PATCH', path, 200, json({ content }))
    message.content = content
  }
  if (kind === 'delete') {
    // Its event may be read when it is gone already, and is left out then.
    ledger?.deleted(message.id)
    await send('DELETE', path, 204)
    return void deleted.push(message.id)
  }
  messages.push(message)
}

function newContent(): string {
  return `soaked ${crypto.randomUUID()}`
}

/** Takes one of them out; the order of the others does not matter. */
function take(messages: KnownMessage[], random: Draw): KnownMessage | undefined {
  const index = Math.floor(random() * messages.length)
  const last = messages.pop()
  const taken = messages[index]
  if (last === undefined || taken === undefined) return last
  messages[index] = last
  return taken
}

async function request(
  url: string,
  token: string,
  method: string,
  path: string,
  status: number,
  body?: BodyInit,
): Promise<unknown> {
  const isFile = path.includes('/files')
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': isFile ? 'text/plain' : 'application/json',
    },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  if (response.status === status) return text === '' ? null : JSON.parse(text)
  throw new WrongAnswer(`${method} ${path}: ${response.status} ${text}`)
}
