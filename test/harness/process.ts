import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CONFIGURATION } from './configuration.ts'
import { UNLIMITED_REQUESTS } from './unlimited-requests.ts'

/** How a process ended, and all it said. */
export interface Ended {
  /** Exit status; 128 + number when a signal killed it, as shells have it. */
  readonly status: number
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** `bun src/index.ts` as a process of its own. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  readonly dataDir: string
  /** What it has printed so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<Ended>
  signal(name: NodeJS.Signals): void
  /** SIGTERM, and how it ended. */
  stop(): Promise<Ended>
  /** SIGKILL. */
  kill(): Promise<Ended>
}

export interface Surroundings {
  readonly dataDir?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Working directory; the repository's root when absent. */
  readonly cwd?: string
}

const ROOT = resolve(import.meta.dir, '../..')

/** Everything that a test file has started or made, for {@link cleanUp}. */
const running = new Set<Bun.Subprocess>()
const directories = new Set<string>()

/** A directory of its own, which {@link cleanUp} removes. */
export function temporaryDirectory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'conclave-process-')))
  directories.add(path)
  return path
}

/** To be called after each test: kills what still runs and removes the directories. */
export async function cleanUp(): Promise<void> {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all([...running].map(({ exited }) => exited))
  for (const path of directories) rmSync(path, { recursive: true, force: true })
  directories.clear()
}

/** Starts any program of the repository and collects what it prints. */
export function spawn(command: readonly string[], { dataDir, env = {}, cwd }: Surroundings = {}) {
  const child = Bun.spawn([...command], {
    cwd: cwd ?? ROOT,
    // Nothing else of the environment in which the tests run may decide how they end.
    env: { ...inherited(), ...(dataDir !== undefined && { DATA_DIR: dataDir }), ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  running.add(child)
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const ended = child.exited.then(async (status): Promise<Ended> => {
    running.delete(child)
    await Promise.all([stdout.done, stderr.done])
    return {
      status,
      signal: child.signalCode === null ? null : String(child.signalCode),
      stdout: stdout.text(),
      stderr: stderr.text(),
    }
  })
  return { child, ended, stdout: stdout.text, stderr: stderr.text }
}

/** Runs one of `scripts/`, `tenant-create` say, to its end. */
export function runScript(
  name: string,
  args: readonly string[] = [],
  surroundings: Surroundings = {},
): Promise<Ended> {
  return spawn([process.execPath, `scripts/${name}.ts`, ...args], surroundings).ended
}

/** Starts the server and resolves once it has printed where it listens. */
export async function startServerProcess(surroundings: Surroundings = {}): Promise<ServerProcess> {
  const dataDir = surroundings.dataDir ?? join(temporaryDirectory(), 'data')
  // The demo's token is what these tests make workspaces with.
  const own = { PORT: '0', WORKSPACE_CREATION: 'anyone', ...UNLIMITED_REQUESTS }
  const env: Surroundings['env'] = { ...own, ...surroundings.env }
  const { child, ended, stdout, stderr } = spawn([process.execPath, join(ROOT, 'src/index.ts')], {
    ...surroundings,
    dataDir,
    env,
  })
  const finished = { yes: false }
  ended.then(() => {
    finished.yes = true
  })
  const url = await eventually(() => {
    if (finished.yes) throw new Error(`the server ended: ${stdout()}${stderr()}`)
    return listeningAt(stdout(), env['NODE_ENV'] !== 'production')
  })
  const end = (name: NodeJS.Signals) => {
    child.kill(name)
    return ended
  }
  return {
    url,
    pid: child.pid,
    dataDir,
    stdout,
    stderr,
    ended,
    signal: (name) => child.kill(name),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** Waits until `look` finds something. The runner's time limit is the only limit. */
export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>) {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await Bun.sleep(10)
  }
}

/** The start-up text comes last in development; in production there is only the log. */
function listeningAt(stdout: string, welcomes: boolean): string | undefined {
  const line = stdout.split('\n').find((one) => one.includes('"msg":"listening"'))
  if (line === undefined || (welcomes && !stdout.includes('Swagger UI'))) return undefined
  return (JSON.parse(line) as { url: string }).url
}

function inherited(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, LANG } = process.env
  return { PATH, HOME, TMPDIR, LANG, UV_THREADPOOL_SIZE: '16', ...CONFIGURATION }
}

function collect(stream: ReadableStream<Uint8Array>) {
  let text = ''
  const decoder = new TextDecoder()
  const done = (async () => {
    for await (const chunk of stream) text += decoder.decode(chunk, { stream: true })
  })()
  return { done, text: () => text }
}
