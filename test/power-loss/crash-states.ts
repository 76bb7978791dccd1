import { Disk } from './disk.ts'
import type { DiskEvent } from './disk-event.ts'
import type { Loss } from './loss.ts'
import { between, seeded } from './random.ts'

/** What a program did to a directory. */
export type Log = {
  /** What lay in the directory before: contents by path, null for directories. */
  initial: ReadonlyMap<string, Uint8Array | null>
  events: readonly DiskEvent[]
  /** What the program said about itself, and after how many events. */
  marks: readonly Said[]
  /** What it sent through sockets. */
  sent: readonly Said[]
}
export type Said = { at: number; text: string }

/**
 * Moments, as numbers of events that have happened:
 * - `syncs`: right before and right after each sync ends, where the most and the least is at stake
 * - `marks`, `sent`: right after something was acknowledged
 * - `every`: after each event
 */
export type Moments = 'syncs' | 'marks' | 'sent' | 'every' | readonly number[]

/** What to lose: one of the two extremes, or that many random states of each moment. */
export type Mode = 'drop-all-unsynced' | 'keep-all' | { seed: number; states: number }

/** One state in which the disk may be found when the power fails after `at` events. */
export type CrashState = {
  at: number
  /** Names the state in a failed assertion; together with the log it is reproducible. */
  name: string
  /** What the program had said by then. */
  marks: readonly string[]
  /** What it had sent by then. */
  sent: readonly string[]
  /** Contents by path, null for directories. Ask before asking for the next state. */
  contents(): Map<string, Uint8Array | null>
  /** Writes them into a directory, which it makes. Likewise. */
  restore(directory: string): void
}

/** Every state of the given moments, in order. The log is replayed once. */
export function* crashStates(
  log: Log,
  { at, modes }: { at: Moments; modes: readonly Mode[] },
): Generator<CrashState> {
  const disk = new Disk(log.initial)
  let done = 0
  for (const moment of momentsOf(log, at)) {
    for (; done < moment; done++) {
      const event = log.events[done]
      if (event) disk.apply(event)
    }
    const said = {
      marks: log.marks.filter((mark) => mark.at <= moment).map((mark) => mark.text),
      sent: log.sent.filter((answer) => answer.at <= moment).map((answer) => answer.text),
    }
    for (const mode of modes) {
      for (const { name, loss } of losses(mode, moment)) {
        yield {
          at: moment,
          name: `after event ${moment} of ${log.events.length}: ${name}`,
          ...said,
          contents: () => disk.after(loss()),
          restore: (directory) => disk.restore(loss(), directory),
        }
      }
    }
  }
}

/** The moments, ascending and each once. */
export function momentsOf(log: Log, at: Moments): number[] {
  if (typeof at !== 'string') return [...new Set(at)].sort((a, b) => a - b)
  const moments = new Set<number>()
  for (const [index, { kind }] of log.events.entries()) {
    if (at === 'every') moments.add(index)
    else if (at === 'syncs' && kind === 'sync-end') moments.add(index).add(index + 1)
    else if (at === 'marks' && kind === 'mark') moments.add(index + 1)
    else if (at === 'sent' && kind === 'sent') moments.add(index + 1)
  }
  return [...moments.add(log.events.length)].sort((a, b) => a - b)
}

/** At most `count` of the moments, chosen by the seed. */
export function sample(moments: readonly number[], count: number, seed: number): number[] {
  const random = seeded(seed)
  const left = [...moments]
  const chosen: number[] = []
  while (chosen.length < count && left.length > 0) {
    chosen.push(...left.splice(between(random, 0, left.length - 1), 1))
  }
  return chosen.sort((a, b) => a - b)
}

// A state is the same however often it is restored: each time its random numbers start anew.
function* losses(mode: Mode, moment: number): Generator<{ name: string; loss: () => Loss }> {
  if (typeof mode === 'string') {
    yield { name: mode, loss: () => mode }
    return
  }
  for (let state = 0; state < mode.states; state++) {
    // Multiplied apart, so that neighbouring moments and seeds do not meet.
    const seed = Math.imul(mode.seed + 1, 0x9e3779b1) ^ Math.imul(moment + 1, 0x85ebca6b) ^ state
    yield { name: `random state ${seed}`, loss: () => ({ random: seeded(seed) }) }
  }
}
