import { UNLIMITED } from '../unlimited.ts'
import { type Child, startBun, stop } from './child.ts'
import { cpuSeconds } from './usage.ts'

/** A server in a process of its own. */
export interface BenchServer extends AsyncDisposable {
  readonly pid: number
  readonly port: number
  /** From the start of the process until it listened; milliseconds. */
  readonly started: number
  /** CPU that it has used so far. */
  cpuSeconds(): number
}

const file = (path: string) => new URL(path, import.meta.url).pathname

/** What `npm start` runs, as in production. */
export function startConclave(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<BenchServer> {
  return startServer(file('../../src/index.ts'), production(dataDir, environment))
}

/** The same server with the switches that only the bench has: see servers/conclave.ts. */
export function startSwitchable(
  dataDir: string,
  environment: Readonly<Record<string, string>>,
): Promise<BenchServer> {
  return startServer(file('../servers/conclave.ts'), production(dataDir, environment))
}

/** The Conclave after this one, with a heavy migration: see servers/heavy-engine.ts. */
export function startHeavy(dataDir: string): Promise<BenchServer> {
  return startServer(file('../servers/heavy.ts'), production(dataDir, {}))
}

/** A candidate beside Conclave, or Conclave with a part exchanged: a file of `servers`. */
export function startPeer(
  name: 'open-per-request' | 'kysely' | 'shared-file' | 'postgres',
  dataDir: string,
  environment: Readonly<Record<string, string>>,
): Promise<BenchServer> {
  return startServer(file(`../servers/${name}.ts`), production(dataDir, environment))
}

/** What everything is compared with. */
export function startHello(): Promise<BenchServer> {
  return startServer(file('../servers/hello.ts'), { NODE_ENV: 'production' })
}

function production(dataDir: string, environment: Readonly<Record<string, string>>) {
  return {
    NODE_ENV: 'production',
    // As `npm start` has it.
    UV_THREADPOOL_SIZE: process.env['UV_THREADPOOL_SIZE'] ?? '16',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    AUTH_SECRET: 'a secret that only the bench knows',
    AUTH_URL: 'http://127.0.0.1',
    LOG_LEVEL: 'info',
    ...UNLIMITED,
    ...environment,
  }
}

async function startServer(
  path: string,
  environment: Readonly<Record<string, string>>,
): Promise<BenchServer> {
  const start = performance.now()
  const child = startBun(path, [], { environment })
  const port = await listening(child)
  return {
    pid: child.pid,
    port,
    started: performance.now() - start,
    cpuSeconds: () => cpuSeconds(child.pid),
    [Symbol.asyncDispose]: () => stop(child),
  }
}

/** Reads the log until it says where the server listens; what follows is read and dropped. */
async function listening(child: Child): Promise<number> {
  const reader = child.stdout.getReader()
  const decoder = new TextDecoder()
  let log = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`a server of the bench did not start: ${log.trim()}`)
    log += decoder.decode(value, { stream: true })
    const port = /"url":"http:\/\/[^"]*:(\d+)"/.exec(log)?.[1]
    if (port === undefined) continue
    void drop(reader)
    return Number(port)
  }
}

/** A pipe that nobody reads would stop its writer. */
async function drop(reader: { read(): Promise<{ done: boolean }> }): Promise<void> {
  for (;;) if ((await reader.read()).done) return
}
