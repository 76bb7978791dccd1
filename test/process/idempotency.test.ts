import { afterEach, expect, test } from 'bun:test'
import { openChat, readAll } from '../harness/chat.ts'
import { cleanUp, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

test.each([{ DURABILITY: 'normal' }, { DURABILITY: 'full' }])(
  'what is sent again after a SIGKILL is there once, with %p',
  async (env) => {
    const first = await startServerProcess({ env })
    const { dataDir } = first
    const chat = await openChat(first, 'acme')
    const send = (url: string, number: number) =>
      fetch(url + chat.messages, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${chat.token}`,
          'content-type': 'application/json',
          'idempotency-key': `key-${number}`,
        },
        body: JSON.stringify({ content: `message ${number}` }),
      })
    const answered = new Map<number, string>()
    const numbers = Array.from({ length: 400 }, (_, number) => number)
    // Killed by the first answers: some of the rest are written, some are not, and nobody knows.
    const sent = numbers.map(async (number) => {
      const answer = await send(first.url, number).catch(() => undefined)
      const text = await answer?.text().catch(() => undefined)
      if (answer?.status === 201 && text !== undefined) answered.set(number, text)
      if (answered.size === 20) first.signal('SIGKILL')
    })
    await Promise.all(sent)
    await first.ended
    expect(answered.size).toBeLessThan(numbers.length)

    const second = await startServerProcess({ dataDir, env })
    await Promise.all(
      numbers.map(async (number) => {
        const answer = await send(second.url, number)
        expect(answer.status).toBe(201)
        const text = await answer.text()
        expect(text).toBe(answered.get(number) ?? text)
      }),
    )
    const contents = await readAll(second, chat)
    expect(contents.sort()).toEqual(numbers.map((number) => `message ${number}`).sort())
    expect((await second.stop()).status).toBe(0)
  },
)
