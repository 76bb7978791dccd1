import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { type Arguments, readArguments, USAGE, UsageError } from './arguments.ts'
import type { PartReport } from './figure.ts'
import type { Part } from './part.ts'
import { authority } from './parts/authority.ts'
import { backup } from './parts/backup.ts'
import { fleet } from './parts/fleet.ts'
import { heavyMigration } from './parts/heavy-migration.ts'
import { large } from './parts/large.ts'
import { live } from './parts/live.ts'
import { messages } from './parts/messages.ts'
import { migrate } from './parts/migrate.ts'
import { neighbours } from './parts/neighbours.ts'
import { open } from './parts/open.ts'
import { peers } from './parts/peers.ts'
import { pool } from './parts/pool.ts'
import { sharedCommit } from './parts/shared-commit.ts'
import { syncs } from './parts/syncs.ts'
import { stopChildren } from './processes/child.ts'
import { showPart } from './table.ts'
import { fileSystemOf, Temporary } from './temporary.ts'

// `pool` comes last: ext4 without a journal makes new files slow for minutes after it (see README).
const PARTS: readonly Part[] = [
  messages,
  authority,
  peers,
  sharedCommit,
  syncs,
  open,
  migrate,
  heavyMigration,
  large,
  live,
  neighbours,
  backup,
  fleet,
  pool,
]

try {
  const chosen = readArguments(process.argv.slice(2), PARTS)
  if (chosen === undefined) console.log(`${USAGE}\n\nParts: ${namesOf(PARTS)}`)
  else await bench(chosen)
} catch (error) {
  console.error(error instanceof UsageError ? `bench: ${error.message}\n\n${USAGE}` : error)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

async function bench({ parts, scale, json, directory }: Arguments): Promise<void> {
  using temporary = new Temporary(directory)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopChildren()
      temporary[Symbol.dispose]()
      process.exit(130)
    })
  }
  const machine = `Bun ${Bun.version}, ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)}, data on ${fileSystemOf(temporary.path)}`
  console.log(scale.smoke ? `${machine}. A smoke run: its figures mean nothing.` : machine)
  const reports: PartReport[] = []
  try {
    for (const part of parts) {
      const report = await runPart(part, scale, temporary)
      console.log(showPart(report))
      reports.push(report)
    }
  } finally {
    stopChildren()
  }
  if (json) console.log(`\n${writeResults({ machine, smoke: scale.smoke, reports })}`)
}

async function runPart(
  part: Part,
  scale: Arguments['scale'],
  temporary: Temporary,
): Promise<PartReport> {
  const remarks = new Set<string>()
  const start = performance.now()
  try {
    const figures = await part.run({
      scale,
      directory: (name) => temporary.directory(name),
      discard: (path) => rmSync(path, { recursive: true }),
      say,
      remark: (text) => void remarks.add(text),
    })
    const seconds = (performance.now() - start) / 1_000
    const { name, title } = part
    return { part: name, title, figures, remarks: [...remarks], seconds }
  } finally {
    say('')
    temporary.clear()
  }
}

/** One line that is written over, and only for somebody who watches. */
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`)
}

function writeResults(results: object): string {
  const directory = join(import.meta.dirname, 'results')
  mkdirSync(directory, { recursive: true })
  const at = new Date().toISOString()
  const path = join(directory, `${at.replaceAll(':', '-')}-${process.pid}.json`)
  writeFileSync(path, `${JSON.stringify({ at, ...results }, null, 2)}\n`)
  return path
}

function namesOf(parts: readonly Part[]): string {
  return parts.map(({ name }) => name).join(', ')
}
