import { openChat, type Served, say } from '../harness/chat.ts'
import { ask } from '../harness/control.ts'

export interface Churn {
  readonly faults: readonly string[]
  /** How many workspaces came and went. */
  readonly rounds: () => number
  stop(): Promise<void>
}

/** Makes one workspace after the other, uses it, deletes it, and removes it for good. */
export function startChurn(server: Served): Churn {
  const faults: string[] = []
  let rounds = 0
  let stopped = false

  async function round(slug: string): Promise<void> {
    const chat = await openChat(server, slug)
    for (const content of ['one', 'two', 'three']) {
      const { status } = await say(server, chat, content)
      if (status !== 201) faults.push(`${slug}: a message was answered ${status}`)
    }
    await ask(server.dataDir, 'tenant:delete', { slug, graceDays: 0 })
    await ask(server.dataDir, 'tenant:purge', { slug, now: true })
  }

  const running = (async () => {
    for (; !stopped; rounds += 1) {
      await round(`passing-${rounds}`).catch((error: unknown) => faults.push(String(error)))
      await Bun.sleep(500)
    }
  })()
  return {
    faults,
    rounds: () => rounds,
    async stop() {
      stopped = true
      await running
    },
  }
}
