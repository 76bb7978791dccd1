import type { Deeds } from './deeds.ts'
import type { Found } from './found.ts'

/** One server's address, and a token that may do everything. */
export interface Target {
  readonly url: string
  readonly token: string
}

interface Answered {
  readonly status: number
  readonly body: unknown
}

/** Makes a workspace as a command does, over the control socket. @returns its owner's token */
export async function createByCommand(deeds: Deeds, socket: string, slug: string): Promise<string> {
  const owner = 'owner@power.test'
  deeds.add({
    answer: `"slug":"${slug}","name"`,
    name: `command ${slug}`,
    holds: (found) => found.workspaces.has(slug),
  })
  const response = await fetch('http://conclave/tenant:create', {
    method: 'POST',
    body: JSON.stringify({ slug, owner }),
    unix: socket,
  })
  const { result } = (await response.json()) as { result: { token: string } }
  deeds.secrets.push(result.token)
  deeds.add({
    answer: result.token,
    name: `token of command ${slug}`,
    holds: (found) => found.tokens.has(result.token),
  })
  return result.token
}

/**
 * Clients that make workspaces, rooms and messages all at once, edit and delete
 * some, and come and go with tokens. They end when nobody answers any more.
 */
export async function beClients(deeds: Deeds, target: Target, prefix: string): Promise<void> {
  const works = [
    inWorkspace(deeds, target, `${prefix}-one`),
    inWorkspace(deeds, target, `${prefix}-two`),
    withTokens(deeds, target),
  ]
  await Promise.all(works.map((work) => work.catch(unlessGone)))
}

async function inWorkspace(deeds: Deeds, target: Target, slug: string): Promise<void> {
  const workspace = {
    name: `workspace ${slug}`,
    holds: (found: Found) => found.workspaces.has(slug),
  }
  await ask(deeds, target, 'POST', '/workspaces', { slug }, workspace)
  const name = `Room of ${slug}`
  const rooms = `/workspaces/${slug}/rooms`
  const { body } = await ask(
    deeds,
    target,
    'POST',
    rooms,
    { name, type: 'group' },
    {
      name: `room in ${slug}`,
      holds: (found) => found.workspaces.get(slug)?.rooms.includes(name) ?? false,
    },
  )
  const messages = `${rooms}/${(body as { id: number }).id}/messages`
  for (let round = 0; round < 3; round += 1) {
    const texts = Array.from({ length: 6 }, (_, number) => `${slug} ${round}/${number}`)
    await Promise.all(
      texts.map((text, number) => writeOne(deeds, target, { slug, messages, text }, FATES[number])),
    )
  }
}

/** What becomes of the messages of one batch. */
const FATES = ['stays', 'stays', 'stays', 'is edited', 'is edited', 'is deleted'] as const

interface Place {
  readonly slug: string
  /** Path of the room's messages. */
  readonly messages: string
  readonly text: string
}

async function writeOne(
  deeds: Deeds,
  target: Target,
  { slug, messages, text }: Place,
  fate: (typeof FATES)[number] | undefined,
): Promise<void> {
  // A deleted one loses its text, so only one of each room's batch is, and it is counted.
  const edited = `${text}, edited`
  const contents = (found: Found) => found.workspaces.get(slug)?.messages ?? []
  const says = (found: Found, ...texts: string[]) =>
    contents(found).some(({ content }) => texts.includes(content))
  const before = { deletions: deletions(deeds, slug) }
  const { body } = await ask(
    deeds,
    target,
    'POST',
    messages,
    { content: deeds.content(text) },
    {
      name: `message ${text}`,
      holds: (found) => fate === 'is deleted' || says(found, text, edited),
    },
  )
  const path = `${messages}/${(body as { id: number }).id}`
  if (fate === 'is edited') {
    const change = { content: deeds.content(edited) }
    const holds = (found: Found) => says(found, edited)
    await ask(deeds, target, 'PATCH', path, change, { name: `edit ${text}`, holds })
  } else if (fate === 'is deleted') {
    const holds = (found: Found) =>
      contents(found).filter(({ deleted }) => deleted).length > before.deletions &&
      !says(found, text)
    await ask(deeds, target, 'DELETE', path, undefined, { name: `deletion in ${slug}`, holds })
  }
}

/** Deletions in a workspace so far: each comes after the answer to the one before. */
function deletions(deeds: Deeds, slug: string): number {
  return deeds.all.filter(({ name }) => name === `deletion in ${slug}`).length
}

async function withTokens(deeds: Deeds, target: Target): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    const made = { secret: '', revoked: false }
    const wanted = { label: 'one of many', scopes: ['read'] }
    const { body } = await ask(deeds, target, 'POST', '/me/tokens', wanted, {
      name: 'token',
      holds: (found) => made.secret === '' || made.revoked || found.tokens.has(made.secret),
    })
    const { id, token } = body as { id: string; token: string }
    made.secret = token
    deeds.secrets.push(token)
    made.revoked = round === 1
    if (!made.revoked) continue
    await ask(deeds, target, 'DELETE', `/me/tokens/${id}`, undefined, {
      name: 'revocation',
      holds: (found) => !found.tokens.has(token),
    })
  }
}

/** @throws TypeError and the like when nobody answers; Error for a refusal, which nobody expects */
async function ask(
  deeds: Deeds,
  { url, token }: Target,
  method: string,
  path: string,
  body: unknown,
  deed: { readonly name: string; readonly holds: (found: Found) => boolean },
): Promise<Answered> {
  const request = deeds.next()
  deeds.add({ answer: request, ...deed })
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'x-request-id': request,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((cause) => {
    throw new Gone('nobody answers', { cause })
  })
  const text = await response.text().catch((cause) => {
    throw new Gone('the answer was cut off', { cause })
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

class Gone extends Error {
  override name = 'Gone'
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Gone)) throw error
}
