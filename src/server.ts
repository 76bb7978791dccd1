import { createApp } from './app.ts'
import { SYSTEM } from './auth/audit/actor.ts'
import { DailySweep } from './auth/daily-sweep.ts'
import type { Config } from './config.ts'
import { awaitDataDirectory } from './control/await-data-directory.ts'
import { beginServerRun } from './control/begin-server-run.ts'
import { serveControl } from './control/control-server.ts'
import { prepareDataDirectory } from './control/prepare-data-directory.ts'
import { removeSocket, socketPath } from './control/socket-path.ts'
import { type Demo, demoWorkspace } from './demo.ts'
import { drain } from './drain.ts'
import { ServerFigures } from './figures/server-figures.ts'
import type { Logger } from './log.ts'
import type { Measured } from './modules/metrics/all-metrics.ts'
import { Live } from './realtime/live.ts'
import { RetentionSchedule } from './retention-schedule.ts'
import { scheduleBackups } from './scheduled-backups.ts'
import { openServices, type Services } from './services.ts'
import { tellAgain } from './tell-again.ts'
import { DataDirectory } from './tenancy/data-directory.ts'
import { PurgeSchedule } from './tenancy/life-cycle/purge-schedule.ts'

export interface RunningServer {
  /** Where it listens, without a trailing slash. */
  readonly url: string
  readonly services: Services
  /** In development, what to try things on. */
  readonly demo: Demo | undefined
  /** Finishes running requests, checkpoints and closes everything. Calling it twice is harmless. */
  stop(): Promise<void>
}

/**
 * Seconds without a byte until a connection is closed. Proxies keep theirs for
 * sixty, and a POST that meets the close is a 502; Bun's ten would also cut off
 * an answer that has waited for two locks.
 */
const IDLE_CONNECTION = 75

/**
 * Starts the server on a data directory that nobody else uses: takes the lock,
 * repairs what a crash left, listens for commands and for requests.
 *
 * @throws DataDirectoryUnusable, DataDirectoryLocked, ListenFailed, and what is wrong with auth.db
 */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  const directory = new DataDirectory(config.dataDir)
  prepareDataDirectory(directory)
  const socket = socketPath(directory)
  const closers: (() => Promise<void>)[] = [async () => removeSocket(directory, socket)]
  try {
    const lock = await awaitDataDirectory(directory, 'server', socket)
    closers.unshift(async () => lock.release())
    const run = beginServerRun(directory)
    const services = openServices(config, log, { generation: run.generation })
    closers.unshift(async () => {
      await services.close()
      run.end()
    })
    const swept = await services.tenants.sweep()
    if (swept > 0) log.warn({ swept }, 'undid or completed what an earlier process had begun')
    services.tenants.settlement.begin()
    if (run.interrupted) {
      const telling = tellAgain(services)
      closers.unshift(() => telling.stop())
    }
    const demo = await demoWorkspace(services)
    const purging = new PurgeSchedule(services.tenants.lifeCycle, {
      begun: ({ id, slug }) =>
        services.auth.audit.record(SYSTEM, 'workspace.purged', { tenantId: id, details: { slug } }),
      onPurged: (report) => log.info({ ...report }, 'workspace purged: its time was over'),
      onFailed: (tenant, err) => log.error({ tenant, err }, 'workspace could not be purged'),
    })
    closers.unshift(() => purging.stop())
    const sweeping = new DailySweep(services.auth, {
      auditLogDays: config.auditLogDays,
      onFailed: (err) => log.error({ err }, 'old rows of the auth database were not deleted'),
    })
    closers.unshift(() => sweeping.stop())
    const retention = new RetentionSchedule(services)
    closers.unshift(() => retention.stop())
    const backups = scheduleBackups(config, log)
    closers.unshift(async () => backups?.stop())
    const measured: Measured = {
      services,
      live: new Live(services),
      figures: new ServerFigures(),
      backups: backups && (() => backups.figures()),
    }
    const control = serveControl(measured, socket)
    closers.unshift(() => control.stop())
    return listen(config, measured, demo, closers)
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

/** The port or address cannot be listened on. */
export class ListenFailed extends Error {
  override name = 'ListenFailed'
}

function listen(
  config: Config,
  { services, live, figures, backups }: Measured,
  demo: Demo | undefined,
  closers: (() => Promise<void>)[],
): RunningServer {
  const { host, port } = config
  let draining = false
  const app = createApp(services, {
    draining: () => draining,
    live,
    figures,
    ...(backups && { backups }),
  })
  try {
    app.listen({ hostname: host, port, idleTimeout: IDLE_CONNECTION })
  } catch (error) {
    throw listenFailed(config, error)
  }
  const { server } = app
  if (!server) throw new ListenFailed(`cannot listen on ${host}:${port}`)
  let stopped: Promise<void> | undefined
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`,
    services,
    demo,
    stop() {
      draining = true
      stopped ??= drain(server, live, config)
        .then((cutOff) => {
          if (cutOff > 0) services.log.warn({ requests: cutOff }, 'requests were cut off')
        })
        .then(() => closeAll(closers))
      return stopped
    },
  }
}

function listenFailed({ host, port }: Config, error: unknown): ListenFailed {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return new ListenFailed(
      `port ${port} on ${host} is taken: stop the program that listens there, or set PORT to another one`,
    )
  }
  return new ListenFailed(`cannot listen on ${host}:${port}: set HOST and PORT`, { cause: error })
}

/** One that fails does not keep the others open; the first failure is thrown at the end. */
async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of closers) await close().catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
