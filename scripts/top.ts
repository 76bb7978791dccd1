import { explain } from '../src/control/explain.ts'
import { runCommand, UsageError } from './command.ts'
import { type Look, looking } from './top/look.ts'
import { picture } from './top/picture.ts'
import { openScreen, sizeOf } from './top/screen.ts'

const EVERY = 2

await runCommand({
  name: 'top',
  summary: 'Shows the running server and its fleet, live: q quits. Without a terminal, once.',
  options: {
    once: { type: 'boolean', description: 'look for a second and print that, as with --json' },
    every: { type: 'string', description: `seconds between two looks; ${EVERY} unless given` },
  },
  async run({ config, options: { once, json, every } }) {
    const seconds = parseSeconds(every)
    const look = looking(config)
    const first = await look()
    const watched = process.stdin.isTTY && process.stdout.isTTY
    return once === true || json === true || !watched ? first : watch(first, look, seconds)
  },
  show: (look) => picture(look).join('\n').trimEnd(),
})

/** @returns what was shown last */
async function watch(first: Look, look: () => Promise<Look>, seconds: number): Promise<Look> {
  const screen = openScreen(process)
  let last = first
  let trouble: string | undefined
  try {
    for (;;) {
      const lines = picture(last, sizeOf(process.stdout).rows)
      screen.draw(trouble === undefined ? lines : [`top: ${trouble}`, ...lines])
      if (await screen.left(seconds * 1_000)) break
      try {
        last = await look()
        trouble = undefined
      } catch (error) {
        // It is being restarted, perhaps.
        trouble = explain(error)
      }
    }
  } finally {
    screen.close()
  }
  return last
}

function parseSeconds(every: string | boolean | undefined): number {
  if (every === undefined) return EVERY
  const seconds = Number(every)
  if (seconds >= 0.1 && seconds <= 3_600) return seconds
  throw new UsageError('--every is a number of seconds, 0.1 to 3600')
}
