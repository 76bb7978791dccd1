import { createReadStream, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Log } from './crash-states.ts'
import { parseTrace, TRACED_CALLS } from './parse-trace.ts'
import { type Contents, differences, settleCutOffs } from './settle-cut-offs.ts'

/** The variable that names the file of marks: one write to it, opened for appending, is one mark. */
export const MARKS = 'POWER_LOSS_MARKS'

export type RecordOptions = {
  env?: Record<string, string>
  /** Each sync takes that much longer, which widens what happens meanwhile. */
  syncDelayMs?: number
  /** More for strace, such as `--inject=fdatasync:error=EIO:when=3`. */
  strace?: readonly string[]
}

/** A program whose writes are being recorded. */
export type Recording = {
  process: Bun.Subprocess<'ignore', 'pipe', 'pipe'>
  /** Waits for the end of the program, which the caller brings about, and reads the record. */
  log(): Promise<Log>
}

/**
 * Why nothing can be recorded here, or null. Recording takes strace, because Bun's node:fs makes
 * system calls of its own that a library in LD_PRELOAD does not see, and the right to trace.
 */
export function whyNoRecording(): string | null {
  if (process.platform !== 'linux') return 'power loss is simulated on Linux only'
  if (!Bun.which('strace')) return 'strace is not installed'
  const trial = Bun.spawnSync(['strace', '-f', '--seccomp-bpf', '-o', '/dev/null', 'true'])
  return trial.success ? null : `strace cannot trace here: ${trial.stderr.toString().trim()}`
}

/**
 * Runs a program to its end and records what it did to the files below a directory.
 *
 * @param directory may hold files, which count as synced
 * @throws when the program fails, or does what the record cannot follow
 */
export async function recordWrites(
  command: readonly string[],
  directory: string,
  options?: RecordOptions,
): Promise<Log> {
  const recording = await startRecording(command, directory, options)
  const [output, errors, status] = await Promise.all([
    new Response(recording.process.stdout).text(),
    new Response(recording.process.stderr).text(),
    recording.process.exited,
  ])
  const log = await recording.log()
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}\n${output}${errors}`)
  return log
}

/** Starts a program, such as a server. Its signals and its status are its own, as without strace. */
export async function startRecording(
  command: readonly string[],
  directory: string,
  { env = {}, syncDelayMs = 0, strace = [] }: RecordOptions = {},
): Promise<Recording> {
  const root = realpathSync(directory)
  const initial = contentsOf(root)
  const aside = await mkdtemp(join(realpathSync(tmpdir()), 'power-loss-'))
  const trace = join(aside, 'trace')
  const marks = join(aside, 'marks')
  const slow = syncDelayMs > 0 ? [`--inject=fsync,fdatasync:delay_enter=${syncDelayMs}ms`] : []
  // -D: the program is our child, and strace its companion.
  const tracer = ['strace', '-D', '-f', '-y', '-xx', '-s', '100000000', '--seccomp-bpf', '-q']
  const child = Bun.spawn(
    [...tracer, '-o', trace, `--trace=${TRACED_CALLS}`, ...slow, ...strace, ...command],
    { env: { ...process.env, ...env, [MARKS]: marks }, stdout: 'pipe', stderr: 'pipe' },
  )
  const log = async (): Promise<Log> => {
    await child.exited
    await endOfTrace(trace, child.pid)
    const lines: string[] = []
    for await (const line of createInterface({ input: createReadStream(trace, 'latin1') })) {
      lines.push(line)
    }
    await rm(aside, { recursive: true })
    const { cutOff, ...parsed } = parseTrace(lines, { directory: root, marks })
    const log = { initial, ...parsed }
    const real = contentsOf(root)
    settleCutOffs(log, cutOff, real)
    assertComplete(log, real)
    return log
  }
  return { process: child, log }
}

/** Files and directories below a directory: contents by path, null for directories. */
export function contentsOf(directory: string): Contents {
  const found = new Map<string, Uint8Array | null>()
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(directory.length + 1)
    if (entry.isDirectory()) found.set(name, null)
    else if (entry.isFile() && !name.endsWith('-shm')) found.set(name, readFileSync(path))
  }
  return found
}

// A write that escaped the record would make every state a lie, so everything kept must be exactly
// what lies in the directory now.
function assertComplete(log: Log, real: Contents): void {
  const [path] = differences(log, real)
  if (path) throw new Error(`the record is incomplete: its ${path} is not what the program left`)
}

// strace outlives the program by the time that it takes to write the rest down.
async function endOfTrace(trace: string, pid: number): Promise<void> {
  const last = new RegExp(`^${pid} +\\+\\+\\+ (exited|killed)`, 'm')
  for (let waits = 0; waits < 3000; waits++) {
    if (existsSync(trace) && last.test(await tailOf(trace))) return
    await Bun.sleep(10)
  }
  throw new Error('strace did not finish its record')
}

async function tailOf(path: string): Promise<string> {
  const file = Bun.file(path)
  return await file.slice(Math.max(0, file.size - 4096)).text()
}
