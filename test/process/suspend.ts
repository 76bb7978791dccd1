import { expect } from 'bun:test'
import { openChat, readAll } from '../harness/chat.ts'
import { acknowledgements, contradictions, moreAcknowledged, startLoad } from '../harness/load.ts'
import { eventually, startServerProcess } from '../harness/process.ts'
import { follow, type Received } from '../harness/socket.ts'

/**
 * Stops a server under load for so many milliseconds (SIGSTOP), as a suspended machine does, and
 * lets it go on. Whoever follows may have to connect again, and is told everything once.
 */
export async function suspend(milliseconds: number): Promise<void> {
  const server = await startServerProcess()
  const chats = [await openChat(server, 'one'), await openChat(server, 'two')]
  const [chat] = chats
  if (chat === undefined) throw new Error('there is no workspace')
  const socket = await follow(server.url, '/workspaces/one', chat.token)
  const load = startLoad(server.url, chats)
  await moreAcknowledged(load)

  server.signal('SIGSTOP')
  await Bun.sleep(milliseconds)
  const stopped = acknowledgements(load)
  await Bun.sleep(100)
  expect(acknowledgements(load)).toBe(stopped)
  server.signal('SIGCONT')
  await moreAcknowledged(load)
  const witnessed = await load.stop()

  expect(witnessed.refused).toEqual([])
  expect(witnessed.cut).toEqual([])
  const found = await Promise.all(chats.map((one) => readAll(server, one)))
  for (const [index, one] of chats.entries()) {
    expect(contradictions(witnessed, one, found[index] ?? [])).toEqual([])
  }
  const due = found[0]?.length ?? 0
  const first = () => contentsOf(socket.events())
  // Whoever was closed meanwhile goes on where they were.
  const closed = await Promise.race([
    socket.closed,
    eventually(() => (first().length >= due ? 'told' : undefined)),
  ])
  if (closed === 'told') {
    expect(first()).toEqual(found[0] ?? [])
  } else {
    const cursor = socket.events().at(-1)?.id ?? null
    const again = await follow(server.url, '/workspaces/one', chat.token, cursor)
    const told = () => [...first(), ...contentsOf(again.events())]
    await eventually(() => (told().length >= due ? true : undefined))
    expect(told()).toEqual(found[0] ?? [])
    again.close()
  }
  socket.close()
  expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })
}

function contentsOf(events: readonly Received[]): string[] {
  return events.flatMap(({ type, data }) => {
    const message = data?.['message'] as { readonly content?: string } | undefined
    return type === 'message.created' && message?.content !== undefined ? [message.content] : []
  })
}
