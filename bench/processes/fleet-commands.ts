import type { BackupReport } from '../../src/tenancy/backups/run-backup.ts'
import { outputOf, startBun } from './child.ts'

type Environment = Readonly<Record<string, string>>

/** What a command took, its start included. */
export interface Times {
  readonly seconds: number
  /** Seconds of CPU, all its threads: it changes less on a busy machine. */
  readonly cpu: number
}

export interface Timed<Result> extends Times {
  readonly result: Result
}

/** A file whose last change is younger counts as changed for a backup; milliseconds. */
export const SETTLED = 2_100

/** Runs one of `scripts/` as an operator would. @throws Error when it fails */
export async function timeCommand<Result>(
  name: string,
  args: readonly string[],
  environment: Environment,
): Promise<Timed<Result>> {
  const script = new URL(`../../scripts/${name}.ts`, import.meta.url).pathname
  const start = performance.now()
  const child = startBun(script, [...args, '--json'], { environment })
  const result = JSON.parse(await outputOf(child)) as Result
  const seconds = (performance.now() - start) / 1_000
  return { result, seconds, cpu: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6 }
}

export async function migrateAll(dataDir: string, expected: number): Promise<Times> {
  const { result, ...times } = await timeCommand<{ migrated: number; failed: unknown[] }>(
    'migrate-all',
    [],
    { DATA_DIR: dataDir },
  )
  const { migrated, failed } = result
  if (migrated === expected && failed.length === 0) return times
  throw new Error(`${migrated} of ${expected} were migrated, ${failed.length} failed`)
}

/** Runs the doctor. */
export async function examineAll(
  dataDir: string,
  expected: number,
  args: readonly string[] = [],
): Promise<Times> {
  const { result, ...times } = await timeCommand<{ workspaces: number; findings: unknown[] }>(
    'doctor',
    args,
    { DATA_DIR: dataDir },
  )
  const { workspaces, findings } = result
  if (workspaces === expected && findings.length === 0) return times
  throw new Error(`${workspaces} of ${expected} were examined, ${findings.length} findings`)
}

/** @param expected how many have changed */
export async function backUp(environment: Environment, expected: number) {
  const { result: report, ...times } = await timeCommand<BackupReport>('backup', [], environment)
  if (report.stored === expected && report.failed.length === 0) return { report, ...times }
  throw new Error(`${report.stored} of ${expected} were stored, ${report.failed.length} failed`)
}
