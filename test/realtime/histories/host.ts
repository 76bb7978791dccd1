import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../../../src/config.ts'
import { operations } from '../../../src/control/operations.ts'
import { createLogger } from '../../../src/log.ts'
import { type RunningServer, startServer } from '../../../src/server.ts'
import { openServices, type Services } from '../../../src/services.ts'
import { BackupDirectory } from '../../../src/tenancy/backups/backup-directory.ts'
import { findBackup } from '../../../src/tenancy/backups/find-backup.ts'
import { runBackup } from '../../../src/tenancy/backups/run-backup.ts'
import { DataDirectory } from '../../../src/tenancy/data-directory.ts'
import { CONFIGURATION } from '../../harness/configuration.ts'
import { runScript, startServerProcess, temporaryDirectory } from '../../harness/process.ts'
import { UNLIMITED_REQUESTS } from '../../harness/unlimited-requests.ts'

/** A server that histories happen on, and what its operator does. */
export interface Host {
  readonly url: string
  readonly dataDir: string
  /** `unsure`: of a machine that may have lost commits. */
  restart(how: 'clean' | 'killed' | 'unsure'): Promise<void>
  /** Closes the file of the workspace, where the host can say so. */
  evict(id: string): Promise<void>
  /** Erases messages that were sent before then, where the host can say so. */
  expire(id: string, before: string): Promise<void>
  /** Forgets all but the newest events, where the host can say so. */
  prune(id: string): Promise<void>
  /** @returns the backup */
  backUp(): Promise<string>
  restore(slug: string, backup: string): Promise<void>
  stop(): Promise<void>
}

/** A host that lets one work on what it serves. */
export interface HostHere extends Host {
  set<T>(work: (services: Services) => Promise<T>): Promise<T>
}

/** The whole server in this process: a restart costs little, and nothing is ever killed. */
export async function hostHere(poolMax?: number): Promise<HostHere> {
  const root = temporaryDirectory()
  const backupDir = join(root, 'backups')
  const environment = {
    ...environmentOf(backupDir, poolMax),
    DATA_DIR: join(root, 'data'),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
  }
  const log = createLogger('silent')
  const config = loadConfig({ ...environment, PORT: '0' })
  let server: RunningServer = await startServer(config, log)
  const { url } = server
  const port = Number(new URL(url).port)
  return {
    url,
    dataDir: config.dataDir,
    set: (work) => work(server.services),
    async restart(how) {
      await server.stop()
      if (how === 'unsure') rmSync(new DataDirectory(config.dataDir).run)
      server = await startServer({ ...config, port }, log)
    },
    evict: (id) => server.services.tenants.pool.evict(id),
    async expire(id, before) {
      const { pool } = server.services.tenants
      for (let after: number | null = 0; after !== null; ) {
        const from: number = after
        after = (await pool.write({ id }, (db) => db.expiry.deleteSome(before, from))).after
      }
    },
    prune: (id) =>
      server.services.tenants.pool.write({ id }, ({ sql }) => {
        sql.prepare('DELETE FROM events WHERE seq < (SELECT max(seq) - 3 FROM events)').run()
      }),
    async backUp() {
      const { dataDir } = config
      const { id } = await runBackup(
        { dataDir, backupDir, keepDays: 1 },
        new AbortController().signal,
      )
      return id
    },
    async restore(slug, backup) {
      const name = server.services.tenants.registry.findBySlug(slug)?.id ?? slug
      const { directory, entry } = findBackup(new BackupDirectory(backupDir), { name, backup })
      const { database, files } = entry
      const source = { kind: 'backup', directory, database, files } as const
      await operations['tenant:restore'](server.services, { slug, source })
    },
    async stop() {
      await server.stop()
      rmSync(root, { recursive: true })
    },
  }
}

/**
 * A server of its own process, which is killed where it is to be.
 *
 * @param prepare before it starts
 */
export async function hostElsewhere(
  prepare: (services: Services) => Promise<void>,
  poolMax?: number,
): Promise<Host> {
  const root = temporaryDirectory()
  const dataDir = join(root, 'data')
  const backupDir = join(root, 'backups')
  const env = environmentOf(backupDir, poolMax)
  const services = openServices(loadConfig({ ...env, DATA_DIR: dataDir }), createLogger('silent'))
  await prepare(services)
  await services.close()
  let server = await startServerProcess({ dataDir, env })
  const { url } = server
  const again = { dataDir, env: { ...env, PORT: new URL(url).port } }
  const run = async (name: string, ...args: string[]) => {
    const { status, stdout, stderr } = await runScript(name, args, again)
    if (status !== 0) throw new Error(`${name}: ${stderr}${stdout}`)
    return stdout
  }
  return {
    url,
    dataDir,
    async restart(how) {
      await (how === 'clean' ? server.stop() : server.kill())
      if (how === 'unsure') rmSync(new DataDirectory(dataDir).run)
      server = await startServerProcess(again)
    },
    evict: async () => undefined,
    expire: async () => undefined,
    prune: async () => undefined,
    backUp: async () => JSON.parse(await run('backup', '--json')).id,
    async restore(slug, backup) {
      await run('tenant-restore', slug, '--backup', backup, '--yes', '--json')
    },
    async stop() {
      await server.stop()
    },
  }
}

function environmentOf(backupDir: string, poolMax: number | undefined) {
  return {
    BACKUP_DIR: backupDir,
    WORKSPACE_CREATION: 'anyone',
    ...CONFIGURATION,
    ...UNLIMITED_REQUESTS,
    ...(poolMax !== undefined && { POOL_MAX: String(poolMax) }),
  }
}
