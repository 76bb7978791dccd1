import { afterEach, beforeEach } from 'bun:test'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Scratch {
  /** What a program does in here is recorded. */
  readonly recorded: string
  /** Where a state of the disk is looked at; not there yet. */
  readonly state: string
}

/** Each test of a file gets directories of its own. */
export function scratch(): Scratch {
  let directory = ''
  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'conclave-power-')))
    mkdirSync(join(directory, 'recorded'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))
  return {
    get recorded() {
      return join(directory, 'recorded')
    },
    get state() {
      return join(directory, 'state')
    },
  }
}
