import { readFileSync, statSync } from 'node:fs'

/**
 * Files that were changed so recently are taken for changed ones next time too:
 * a file system stamps with the time of the last tick (10 ms on Linux, 2 s on
 * FAT), and a write within the tick of our look would leave the same stamp.
 */
const TICK = 2_000n * 1_000_000n

/**
 * What `stat(2)` says of a file and of the write-ahead log beside it: whatever is
 * committed afterwards makes it say something else. A change may be none of the
 * content, as after a checkpoint.
 *
 * @param now nanoseconds since 1970, from before the look
 * @returns null when the file is missing, or was changed too recently to know
 */
export function fileState(path: string, now = BigInt(Date.now()) * 1_000_000n): string | null {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (!file) return null
  const wal = statSync(`${path}-wal`, { bigint: true, throwIfNoEntry: false })
  // An empty log comes and goes with whoever only reads.
  const log = wal && wal.size > 0n ? wal : undefined
  const stamps = [file.mtimeNs, file.ctimeNs, log?.mtimeNs ?? 0n]
  if (stamps.some((stamp) => now - stamp < TICK)) return null
  const own = `${file.ino} ${file.size} ${file.mtimeNs} ${file.ctimeNs}`
  // Not its ctime: where root opens a log, SQLite sets its owner, and that is no change.
  return log ? `${own}, ${log.ino} ${log.size} ${log.mtimeNs}` : own
}

/**
 * What is different after each boot. A power cut may take back the stamp of a
 * file and not what was written to it, so that stamps are compared within one
 * boot only.
 *
 * @returns null where it cannot be known, outside of Linux
 */
export function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return null
  }
}
