import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Durability } from '../../src/config.ts'
import type { Fleet } from '../data/fleet.ts'
import { createFleet } from '../data/fleet.ts'
import { peerRows, sharedFileIn } from '../data/peer-rows.ts'
import { fillPostgres } from '../data/postgres.ts'
import { createSharedFile } from '../data/shared-file.ts'
import type { Bench } from '../part.ts'
import {
  createCluster,
  findPostgres,
  type Postgres,
  type PostgresPrograms,
  startPostgres,
} from '../processes/postgres.ts'
import { type BenchServer, startConclave, startPeer } from '../processes/server.ts'
import { slowed } from '../processes/slow-sync.ts'
import { type Addressed, SIZE } from './workloads.ts'

export const CANDIDATES = [
  'Conclave',
  'opened for each request',
  'Kysely in place of the models',
  'one shared SQLite file',
  'PostgreSQL with RLS',
  'PostgreSQL without RLS',
] as const
export type CandidateName = (typeof CANDIDATES)[number]

/** The same workspaces, for each candidate in its own form. */
export interface PeerData {
  readonly directories: Readonly<Record<CandidateName, string>>
  readonly addressed: (name: CandidateName) => Addressed
  /** Who makes the requests. */
  readonly authId: string
  readonly postgres: { readonly programs: PostgresPrograms; readonly data: string } | undefined
}

export interface Setting {
  readonly durability: Durability
  /** Milliseconds added to every sync, by this library. */
  readonly delay: number
  readonly slow: string | undefined
}

/** Makes the fleet and brings it into every candidate. What is missing for one is remarked. */
export async function createPeerData(bench: Bench): Promise<PeerData> {
  const { scale } = bench
  bench.say(`making ${scale.workspaces} workspaces`)
  const fleet = await createFleet(bench.directory('fleet'), scale.workspaces, SIZE)
  const rows = peerRows(fleet)
  const own = { ids: fleet.ids, token: fleet.token, roomIds: 0, messageIds: 0 }
  const ofAll = { ...own, roomIds: rows.roomIds, messageIds: rows.messageIds }
  const directories = directoriesOf(bench, fleet)
  bench.say('filling one shared file')
  createSharedFile(sharedFileIn(directories['one shared SQLite file']), rows)
  bench.say('filling PostgreSQL')
  const postgres = await createPostgres(bench, (socket) => fillPostgres(socket, rows))
  return {
    directories,
    addressed: (name) => (hasFiles(name) ? own : ofAll),
    authId: fleet.authId,
    postgres,
  }
}

/** Servers that are under way together, and what they need. */
export interface Started extends AsyncDisposable {
  readonly servers: ReadonlyMap<CandidateName, BenchServer>
}

/** Starts some of the candidates, each with all that it needs. */
export async function startCandidates(
  { directories, postgres }: PeerData,
  names: readonly CandidateName[],
  { durability, delay, slow }: Setting,
): Promise<Started> {
  const environment = { DURABILITY: durability, ...slowed(slow, delay) }
  const servers = new Map<CandidateName, BenchServer>()
  let running: Postgres | undefined
  for (const name of names) {
    const directory = directories[name]
    switch (name) {
      case 'Conclave':
        servers.set(name, await startConclave(directory, environment))
        break
      case 'opened for each request':
        servers.set(name, await startPeer('open-per-request', directory, environment))
        break
      case 'Kysely in place of the models':
        servers.set(name, await startPeer('kysely', directory, environment))
        break
      case 'one shared SQLite file': {
        const BENCH_FILE = sharedFileIn(directory)
        servers.set(name, await startPeer('shared-file', directory, { ...environment, BENCH_FILE }))
        break
      }
      case 'PostgreSQL with RLS':
      case 'PostgreSQL without RLS': {
        if (postgres === undefined) break
        running ??= await startPostgres(postgres.programs, postgres.data, slowed(slow, delay))
        const server = await startPeer('postgres', directory, {
          DURABILITY: durability,
          BENCH_SOCKET: running.socket,
          BENCH_RLS: name === 'PostgreSQL with RLS' ? 'yes' : 'no',
        })
        servers.set(name, together(server, running))
      }
    }
  }
  return {
    servers,
    async [Symbol.asyncDispose]() {
      for (const server of servers.values()) await server[Symbol.asyncDispose]()
      await running?.[Symbol.asyncDispose]()
    },
  }
}

/** Counts the CPU of both. */
function together(server: BenchServer, cluster: Postgres): BenchServer {
  return { ...server, cpuSeconds: () => server.cpuSeconds() + cluster.cpuSeconds() }
}

function hasFiles(name: CandidateName): boolean {
  return CANDIDATES.indexOf(name) < CANDIDATES.indexOf('one shared SQLite file')
}

/**
 * A data directory for each: whoever shares a file with another process, or an auth database, works
 * otherwise than alone.
 */
function directoriesOf(bench: Bench, { dataDir }: Fleet): Record<CandidateName, string> {
  const entries = CANDIDATES.map((name): [CandidateName, string] => {
    if (name === 'Conclave') return [name, dataDir]
    bench.say(`copying for: ${name}`)
    const directory = bench.directory('candidate')
    if (hasFiles(name)) cpSync(dataDir, directory, { recursive: true })
    else cpSync(join(dataDir, 'auth.db'), join(directory, 'auth.db'))
    return [name, directory]
  })
  return Object.fromEntries(entries) as Record<CandidateName, string>
}

async function createPostgres(
  bench: Bench,
  fill: (socket: string) => Promise<void>,
): Promise<PeerData['postgres']> {
  const programs = findPostgres()
  if (typeof programs === 'string') {
    bench.remark(`PostgreSQL was left out: ${programs}`)
    return undefined
  }
  const data = bench.directory('postgres')
  try {
    createCluster(programs, data)
  } catch (error) {
    bench.remark(`PostgreSQL was left out: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
  await using cluster = await startPostgres(programs, data)
  await fill(cluster.socket)
  bench.remark(`PostgreSQL ${programs.version}, 16 connections by a Unix socket`)
  return { programs, data }
}
