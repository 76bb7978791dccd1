import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Glob } from 'bun'
import { temporaryDirectory } from './process.ts'

/** Debian's libfaketime, or null where it is not installed. */
const LIBRARY = [...new Glob('/usr/lib/*/faketime/libfaketime.so.1').scanSync('/')][0] ?? null

/** Why no program can be shown another time here, or null. */
export const whyNoClock =
  LIBRARY === null ? 'libfaketime is not installed (Debian package faketime)' : null

export interface Clock {
  /** For the program that is to go by it. */
  readonly env: Readonly<Record<string, string>>
  /** How much later than now it is, `+3d` or `-10m` say. Timers go on as they were. */
  set(offset: string): void
}

export function fakeClock(): Clock {
  const file = join(temporaryDirectory(), 'clock')
  const set = (offset: string) => writeFileSync(file, offset)
  set('+0')
  return {
    set,
    env: {
      LD_PRELOAD: LIBRARY ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
  }
}
