import type { Fetch } from '../../client/options.ts'
import type { Chat } from './chat.ts'
import { eventually } from './process.ts'

/** What clients saw of the messages that they sent. */
export interface Witnessed {
  /** Contents that were answered with 201. */
  readonly acknowledged: Map<Chat, string[]>
  /** Contents whose fate nobody was told. */
  readonly unknown: Map<Chat, string[]>
  /** Refused with a status: what was refused must not be there. */
  readonly refused: { readonly content: string; readonly status: number }[]
  /** Answers that began and did not end. */
  readonly cut: string[]
}

export interface Load {
  readonly witnessed: Witnessed
  /** Ends after the requests that are under way. */
  stop(): Promise<Witnessed>
}

/** Clients that send numbered messages as fast as they are answered, until they are stopped. */
export function startLoad(
  url: string,
  chats: readonly Chat[],
  { clientsPerChat = 4, send: request = fetch }: { clientsPerChat?: number; send?: Fetch } = {},
): Load {
  const witnessed: Witnessed = {
    acknowledged: new Map(chats.map((chat) => [chat, []])),
    unknown: new Map(chats.map((chat) => [chat, []])),
    refused: [],
    cut: [],
  }
  let stopped = false

  async function client(chat: Chat, name: string): Promise<void> {
    for (let count = 0; !stopped; count += 1) await send(chat, `${chat.slug} ${name} ${count}`)
  }

  async function send(chat: Chat, content: string): Promise<void> {
    let response: Response
    try {
      response = await request(url + chat.messages, {
        method: 'POST',
        headers: { authorization: `Bearer ${chat.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ content }),
      })
    } catch {
      witnessed.unknown.get(chat)?.push(content)
      // Nobody may be listening any more.
      await Bun.sleep(5)
      return
    }
    if (response.status === 201) witnessed.acknowledged.get(chat)?.push(content)
    else witnessed.refused.push({ content, status: response.status })
    try {
      await response.json()
    } catch {
      witnessed.cut.push(content)
    }
  }

  const clients = chats.flatMap((chat) =>
    Array.from({ length: clientsPerChat }, (_, number) =>
      client(chat, crypto.randomUUID() + number),
    ),
  )
  return {
    witnessed,
    async stop() {
      stopped = true
      await Promise.all(clients)
      return witnessed
    },
  }
}

/** How many messages were acknowledged so far. */
export function acknowledgements({ witnessed }: Load): number {
  return [...witnessed.acknowledged.values()].reduce((sum, { length }) => sum + length, 0)
}

/** Resolves once some more messages than now were acknowledged. */
export function moreAcknowledged(load: Load): Promise<true> {
  const enough = acknowledgements(load) + 50
  return eventually(() => acknowledgements(load) > enough || undefined)
}

/** What a room must not show after all that was witnessed; empty when nothing is wrong. */
export function contradictions(
  { acknowledged, unknown }: Witnessed,
  chat: Chat,
  found: readonly string[],
): string[] {
  const times = new Map<string, number>()
  for (const content of found) times.set(content, (times.get(content) ?? 0) + 1)
  const possible = new Set([...(acknowledged.get(chat) ?? []), ...(unknown.get(chat) ?? [])])
  return [
    ...(acknowledged.get(chat) ?? []).filter((one) => !times.has(one)).map((one) => `lost: ${one}`),
    ...[...times].filter(([, count]) => count > 1).map(([one]) => `more than once: ${one}`),
    ...[...times.keys()].filter((one) => !possible.has(one)).map((one) => `never sent: ${one}`),
  ]
}
