import { chmodSync, chownSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Child, start } from './child.ts'
import { cpuSecondsOfTree } from './usage.ts'

/** A PostgreSQL of the bench's own: a cluster in a temporary directory, on a Unix socket. */
export interface Postgres extends AsyncDisposable {
  readonly socket: string
  /** CPU of all its processes so far. */
  cpuSeconds(): number
}

/** Where its programs are, and how to run them as somebody whom they allow. */
export interface PostgresPrograms {
  readonly directory: string
  readonly version: string
  /** In front of each command: PostgreSQL does not run as root. */
  readonly prefix: readonly string[]
  readonly user: { readonly uid: number; readonly gid: number } | undefined
}

const DEBIAN = '/usr/lib/postgresql'
const PORT = 5432

/**
 * As one would set up a small machine for small transactions. What is left out has its default,
 * fsync and full_page_writes among it.
 */
const SETTINGS: Readonly<Record<string, string | number>> = {
  listen_addresses: '',
  port: PORT,
  max_connections: 64,
  shared_buffers: '512MB',
  effective_cache_size: '2GB',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  wal_buffers: '16MB',
  max_wal_size: '4GB',
  random_page_cost: 1.1,
  // It costs more than such statements do.
  jit: 'off',
  // The log goes where the bench's errors go: only what ends it. That it starts up is no news.
  log_min_messages: 'panic',
}

/** @returns the programs, or in one line what is missing */
export function findPostgres(): PostgresPrograms | string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : []
  const version = versions.sort((a, b) => Number(a) - Number(b)).at(-1)
  if (version === undefined) return 'it is not installed (Debian: apt-get install postgresql)'
  const programs = { directory: join(DEBIAN, version, 'bin'), version }
  if (process.getuid?.() !== 0) return { ...programs, prefix: [], user: undefined }
  const entry = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  if (entry === null) return 'there is no user postgres, and it does not run as root'
  if (Bun.which('setpriv') === null)
    return 'setpriv is missing (Debian: apt-get install util-linux)'
  const user = { uid: Number(entry[1]), gid: Number(entry[2]) }
  const { uid, gid } = user
  const prefix = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--']
  return { ...programs, prefix, user }
}

/** Makes a cluster in an empty directory. @throws Error with what initdb said */
export function createCluster({ directory, prefix, user }: PostgresPrograms, data: string): void {
  if (user) {
    // The user has to come to its directory through ours, and nothing more.
    chmodSync(dirname(data), 0o711)
    chownSync(data, user.uid, user.gid)
  }
  const { success, stderr } = Bun.spawnSync(
    [
      ...prefix,
      join(directory, 'initdb'),
      `--pgdata=${data}`,
      '--username=postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ],
    { cwd: data },
  )
  if (!success) throw new Error(`initdb failed: ${stderr.toString().trim().split('\n').at(-1)}`)
}

/** @param environment such as the library that makes syncs slow */
export async function startPostgres(
  { directory, prefix }: PostgresPrograms,
  data: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Postgres> {
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: data })
  const child = start(
    [
      ...prefix,
      join(directory, 'postgres'),
      '-D',
      data,
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { environment, cwd: data },
  )
  await ready(directory, data, child)
  return {
    socket: join(data, `.s.PGSQL.${PORT}`),
    cpuSeconds: () => cpuSecondsOfTree(child.pid),
    async [Symbol.asyncDispose]() {
      // Fast shutdown: it waits for nobody.
      child.kill('SIGINT')
      await child.exited
    },
  }
}

async function ready(directory: string, data: string, child: Child): Promise<void> {
  const probe = [
    join(directory, 'pg_isready'),
    '--quiet',
    `--host=${data}`,
    `--port=${PORT}`,
    '--username=postgres',
  ]
  while (!Bun.spawnSync(probe).success) {
    if (child.exitCode !== null) throw new Error('PostgreSQL did not start')
    await Bun.sleep(50)
  }
}
