// Commits units to a SQLite database and acknowledges each by a mark. Run under record.ts, which
// writes down what reaches the file system and when. The options say how durable the acknowledged
// units are meant to be, and what happens to the WAL meanwhile.
import { constants, Database } from 'bun:sqlite'
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs'
import type { CommitOptions } from '../commit-options.ts'
import { MARKS } from '../record.ts'

const [path = '', json = '{}'] = process.argv.slice(2)
const options: CommitOptions = JSON.parse(json)
const last = options.first + options.units - 1

const marks = openSync(process.env[MARKS] ?? '', 'a')
let connections = open()
const descriptors = [openWal()]
let committed = options.first - 1
let acknowledged = committed
let syncing = false

for (let unit = options.first; unit <= last; unit++) {
  commit(unit)
  if (options.acknowledge === 'at-commit') acknowledge(unit)
  else if (options.acknowledge === 'after-sync') await syncOnce().then(() => acknowledge(unit))
  else void syncMeanwhile().catch(() => process.exit(1))
  // Lets a sync that is under way end, now and then.
  if (unit % 3 === 0) await new Promise(setImmediate)
  if (unit === last && options.end === 'kill') process.kill(process.pid, 'SIGKILL')
  if (unit === last && options.end === 'exit') process.exit(0)
  if (happens(options.truncateEvery, unit)) run('PRAGMA wal_checkpoint(TRUNCATE)')
  if (happens(options.reopenEvery, unit)) await reopen()
}
await settle()
close()
for (const descriptor of descriptors) closeSync(descriptor)

/** All are open on the same file, as the models and Kysely are; the units go to one after another. */
function open(): Database[] {
  return Array.from({ length: options.connections }, () => {
    const opened = new Database(path, { readwrite: true, create: true, strict: true })
    opened.run('PRAGMA journal_mode = WAL')
    opened.run(`PRAGMA synchronous = ${options.synchronous}`)
    opened.run(`PRAGMA wal_autocheckpoint = ${options.checkpointPages}`)
    opened.run(`PRAGMA journal_size_limit = ${options.journalSizeLimit}`)
    opened.run('PRAGMA cache_size = 16') // large transactions spill into the WAL before they commit
    if (options.keepWal) opened.fileControl(constants.SQLITE_FCNTL_PERSIST_WAL, 1)
    opened.transaction(() => {
      opened.run('CREATE TABLE IF NOT EXISTS totals (id INTEGER PRIMARY KEY, units INTEGER)')
      opened.run(
        'CREATE TABLE IF NOT EXISTS parts (unit INTEGER, part INTEGER, parts INTEGER, body TEXT, PRIMARY KEY (unit, part))',
      )
      opened.run('INSERT OR IGNORE INTO totals VALUES (1, 0)')
    })()
    return opened
  })
}

/** The descriptor of the WAL that is there now. A WAL carries no locks, so it may be closed freely. */
function openWal(): number {
  run('SELECT count(*) FROM totals') // the first use creates the file
  return openSync(`${path}-wal`, 'r')
}

function run(sql: string): void {
  connections[0]?.query(sql).all()
}

function close(): void {
  for (const connection of connections) connection.close(true)
}

async function reopen(): Promise<void> {
  await settle()
  close()
  connections = open()
  if (!options.staleDescriptor) descriptors.push(openWal())
}

/** One unit is one transaction; every tenth is a large one, of many pages. */
function commit(unit: number): void {
  const connection = connections[unit % connections.length]
  if (!connection) throw new Error('no connection')
  const parts = unit % 10 === 0 ? options.largeParts : 1
  const insert = connection.query('INSERT INTO parts VALUES (?, ?, ?, ?)')
  const commitAll = connection.transaction(() => {
    for (let part = 0; part < parts; part++) insert.run(unit, part, parts, 'x'.repeat(700))
    connection.run('UPDATE totals SET units = units + 1')
    if (unit % 7 === 0) connection.run('DELETE FROM parts WHERE unit < ? AND part > 0', [unit - 30])
  })
  commitAll.immediate()
  committed = unit
}

function acknowledge(upTo: number): void {
  while (acknowledged < upTo) {
    acknowledged += 1
    writeSync(marks, `${acknowledged}`)
  }
}

function syncOnce(): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(descriptors.at(-1) ?? -1, (error) => (error ? reject(error) : resolve()))
  })
}

// One sync at a time; it covers all that was committed when it started.
async function syncMeanwhile(): Promise<void> {
  if (syncing) return
  syncing = true
  while (acknowledged < committed) {
    const covered = committed
    const done = syncOnce()
    if (options.acknowledge === 'too-early') acknowledge(covered)
    await done
    acknowledge(covered)
  }
  syncing = false
}

async function settle(): Promise<void> {
  while (syncing) await new Promise(setImmediate)
}

function happens(every: number, unit: number): boolean {
  return every > 0 && unit % every === 0
}
