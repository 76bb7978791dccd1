import { afterEach, expect, test } from 'bun:test'
import { call, openChat, readAll, say } from '../harness/chat.ts'
import { fakeClock, whyNoClock } from '../harness/clock.ts'
import { cleanUp, startServerProcess } from '../harness/process.ts'
import { follow } from '../harness/socket.ts'

if (whyNoClock) console.log(`skipped: ${whyNoClock}`)

afterEach(cleanUp)

/** Milliseconds. */
const DAY = 86_400_000

test.skipIf(whyNoClock !== null)(
  'a clock that jumps ahead and back changes neither the order nor what followers are told',
  async () => {
    const clock = fakeClock()
    const server = await startServerProcess({ env: clock.env })
    const chat = await openChat(server, 'acme')
    const path = '/workspaces/acme'
    const socket = await follow(server.url, path, chat.token)
    const offsets = ['+0', '+3d', '-10d', '+400d', '-400d', '+0']
    const said: string[] = []
    for (const offset of offsets) {
      clock.set(offset)
      // A thread that read the file before may put the time back once more (libfaketime has no lock).
      for (let arrived = 0, tries = 0; arrived < 2; tries += 1) {
        expect(tries).toBeLessThan(10)
        const content = `${offset} ${tries}`
        const { status, body } = await say(server, chat, content)
        expect(status).toBe(201)
        said.push(content)
        const away = Date.parse((body as { created_at: string }).created_at) - Date.now()
        if (Math.abs(away / DAY - Number.parseInt(offset, 10)) < 0.05) arrived += 1
        await socket.next('message.created', ({ data }) => contentOf(data) === content)
      }
    }

    expect(await readAll(server, chat)).toEqual(said)
    expect(socket.events().map(({ data }) => contentOf(data))).toEqual(said)
    const seqs = socket.events().map(({ seq = 0 }) => seq)
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    expect((await call(server.url, chat.token, 'GET', '/me')).status).toBe(200)
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
    const cursor = socket.events().at(-1)?.id ?? null
    expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })

    // The true time again, from the start.
    const again = await startServerProcess({ dataDir: server.dataDir })
    const resumed = await follow(again.url, path, chat.token, cursor)
    expect((await say(again, chat, 'last')).status).toBe(201)
    await resumed.next('message.created', ({ data }) => contentOf(data) === 'last')
    expect(await readAll(again, chat)).toEqual([...said, 'last'])
    resumed.close()
  },
)

function contentOf(data: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return (data?.['message'] as { readonly content?: string } | undefined)?.content
}
