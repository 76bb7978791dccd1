import { afterEach, expect, test } from 'bun:test'
import { type Chat, readAll } from '../harness/chat.ts'
import { contradictions, moreAcknowledged, startLoad } from '../harness/load.ts'
import { cleanUp } from '../harness/process.ts'
import { type ReverseProxy, serveBehind, startCaddy, whyNoProxy } from '../harness/proxy.ts'

afterEach(cleanUp)

const reason = whyNoProxy('caddy')
if (reason !== null) console.warn(`restarts behind Caddy are not tested: ${reason}`)

test.skipIf(reason !== null)(
  'behind Caddy a restart fails no read, and writes nothing that it has refused',
  async () => {
    const { proxy, server, restart, chat } = await serveBehind(startCaddy)
    const load = startLoad(proxy.url, [chat], { send: proxy.fetch })
    const reading = new AbortController()
    const statuses = readUntil(reading.signal, proxy, chat)
    await moreAcknowledged(load)

    expect(await restart()).toEqual({ status: 0, stderr: '' })
    await moreAcknowledged(load)
    const witnessed = await load.stop()
    reading.abort()

    expect(await statuses).toEqual(new Set([200]))
    // Caddy before 2.7.5 lets only GET wait for a server that is not healthy (its issue 5838).
    expect(witnessed.refused.filter(({ status }) => status !== 503)).toEqual([])
    expect([...witnessed.unknown.values(), witnessed.cut]).toEqual([[], []])
    expect(contradictions(witnessed, chat, await readAll(server, chat))).toEqual([])
  },
)

/** The statuses of reads, one after the other. */
async function readUntil(
  signal: AbortSignal,
  { url, fetch }: ReverseProxy,
  { token, messages }: Chat,
) {
  const statuses = new Set<number>()
  const headers = { authorization: `Bearer ${token}` }
  while (!signal.aborted) {
    const answer = await fetch(`${url}${messages}?limit=1`, { headers })
    statuses.add(answer.status)
    await answer.body?.cancel()
  }
  return statuses
}
