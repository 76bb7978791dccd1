import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { serveControl } from './control/control-server.ts'
import { lockDataDirectory } from './control/data-directory-lock.ts'
import { lockedBy } from './control/perform.ts'
import { socketPath } from './control/socket-path.ts'
import type { Logger } from './log.ts'
import { openServices, type Services } from './services.ts'
import { DataDirectory } from './tenancy/data-directory.ts'

export interface RunningServer {
  /** Where it listens, without a trailing slash. */
  readonly url: string
  readonly services: Services
  /** Finishes running requests, checkpoints and closes everything. Calling it twice is harmless. */
  stop(): Promise<void>
}

/** Requests that still run after so many milliseconds are cut off. */
const DRAIN_PATIENCE = 10_000

/**
 * Starts the server on a data directory that nobody else uses: takes the lock,
 * repairs what a crash left, listens for commands and for requests.
 *
 * @throws DataDirectoryLocked, ListenFailed, and whatever is wrong with the data directory
 */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  const directory = new DataDirectory(config.dataDir)
  directory.prepare()
  const socket = socketPath(directory)
  const outcome = lockDataDirectory(directory, 'server', socket)
  if (!outcome.acquired) throw lockedBy(directory, outcome.note)
  const closers: (() => Promise<void>)[] = [async () => outcome.lock.release()]
  try {
    const services = openServices(config, log)
    closers.unshift(() => services.close())
    const swept = await services.tenants.sweep()
    if (swept > 0) log.warn({ swept }, 'removed unfinished workspaces of an earlier process')
    const control = serveControl(services, socket)
    closers.unshift(() => control.stop())
    return listen(config, services, closers)
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
  services: Services,
  closers: (() => Promise<void>)[],
): RunningServer {
  const { host, port } = config
  let draining = false
  const app = createApp(services, { draining: () => draining })
  try {
    app.listen({ hostname: host, port })
  } catch (error) {
    throw listenFailed(config, error)
  }
  const { server } = app
  if (!server) throw new ListenFailed(`cannot listen on ${host}:${port}`)
  let stopped: Promise<void> | undefined
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`,
    services,
    stop() {
      draining = true
      stopped ??= drain(server).then(() => closeAll(closers))
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

interface Stoppable {
  stop(closeActiveConnections?: boolean): Promise<void>
}

/** No new requests; running ones may finish for a while. */
async function drain(server: Stoppable): Promise<void> {
  const cutOff = setTimeout(() => void server.stop(true), DRAIN_PATIENCE)
  await server.stop()
  clearTimeout(cutOff)
}

async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of closers) await close()
}
