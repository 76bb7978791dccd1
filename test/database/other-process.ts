import { afterEach } from 'bun:test'
import { fileURLToPath } from 'node:url'

export interface OtherProcess {
  /** The next line that it writes. */
  line(): Promise<string>
  /** Ends its input, and waits for its end. */
  finish(): Promise<number>
  /** SIGKILL. */
  kill(): Promise<void>
}

/** Runs programs of this folder in real processes; what still runs when a test ends is killed. */
export function otherProcesses(): (program: string, ...args: string[]) => OtherProcess {
  const running = new Set<OtherProcess>()
  afterEach(async () => {
    await Promise.all([...running].map((process) => process.kill()))
  })
  return (program, ...args) => {
    const script = fileURLToPath(new URL(`programs/${program}`, import.meta.url))
    const child = Bun.spawn([process.execPath, script, ...args], {
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'inherit',
    })
    const lines = linesOf(child.stdout)
    const started: OtherProcess = {
      async line() {
        const next = await lines.next()
        return next.done ? '' : next.value
      },
      async finish() {
        await child.stdin.end()
        const code = await child.exited
        running.delete(started)
        return code
      },
      async kill() {
        child.kill('SIGKILL')
        await child.exited
        running.delete(started)
      },
    }
    running.add(started)
    return started
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
}
