import type { Log } from './crash-states.ts'
import { Disk } from './disk.ts'
import type { DiskEvent } from './disk-event.ts'

/** Files and directories: contents by path, null for directories. */
export type Contents = Map<string, Uint8Array | null>

const PAGE = 4096

/**
 * Finds out what became of the calls in which a SIGKILL met the program. The kernel may have done
 * them, or a part of a write, by whole pages, and strace never sees the end of it (`= ?`). So each
 * is taken for what comes closest to what the program left.
 *
 * @param cutOff places in `log.events`, which are replaced
 */
export function settleCutOffs(
  log: { events: DiskEvent[] } & Log,
  cutOff: number[],
  real: Contents,
) {
  const called = cutOff.map((at) => log.events[at])
  for (const at of cutOff) log.events[at] = { kind: 'cut-off' }
  for (const [index, at] of cutOff.entries()) {
    const event = called[index]
    let least = distance(log, real)
    for (const outcome of event ? outcomes(event) : []) {
      const before = log.events[at] ?? outcome
      log.events[at] = outcome
      const now = distance(log, real)
      if (now < least) least = now
      else log.events[at] = before
    }
  }
}

function* outcomes(event: DiskEvent): Generator<DiskEvent> {
  if (event.kind === 'write') {
    const { data, offset } = event
    const first = PAGE - ((offset ?? 0) % PAGE)
    for (let end = first; end < data.length; end += PAGE) {
      yield { ...event, data: data.subarray(0, end) }
    }
  }
  yield event
}

/** The paths at which a replay of the log is not what lies there. */
export function differences(log: Log, real: Contents): string[] {
  const replayed = replay(log)
  return [...new Set([...replayed.keys(), ...real.keys()])].filter((path) => {
    const [ours, theirs] = [replayed.get(path), real.get(path)]
    return ours && theirs ? Buffer.compare(ours, theirs) !== 0 : ours !== theirs
  })
}

/** In how many bytes and names they differ. */
function distance(log: Log, real: Contents): number {
  const replayed = replay(log)
  return differences(log, real).reduce((sum, path) => {
    const [ours, theirs] = [replayed.get(path), real.get(path)]
    return sum + (ours && theirs ? differingBytes(ours, theirs) : 1)
  }, 0)
}

function differingBytes(ours: Uint8Array, theirs: Uint8Array): number {
  let count = Math.abs(ours.length - theirs.length)
  for (let at = 0; at < Math.min(ours.length, theirs.length); at++) {
    if (ours[at] !== theirs[at]) count += 1
  }
  return count
}

function replay(log: Log): Contents {
  const disk = new Disk(log.initial)
  for (const event of log.events) disk.apply(event)
  return disk.after('keep-all')
}
