import type { BackupReport } from '../../src/tenancy/backups/run-backup.ts'
import { outputOf, startBun } from './child.ts'

type Environment = Readonly<Record<string, string>>

export interface Timed<Result> {
  readonly result: Result
  /** The start of the command included. */
  readonly seconds: number
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
  const output = await outputOf(startBun(script, [...args, '--json'], { environment }))
  return { result: JSON.parse(output) as Result, seconds: (performance.now() - start) / 1_000 }
}

/** @returns seconds */
export async function migrateAll(dataDir: string, expected: number): Promise<number> {
  const { result, seconds } = await timeCommand<{ migrated: number; failed: unknown[] }>(
    'migrate-all',
    [],
    { DATA_DIR: dataDir },
  )
  const { migrated, failed } = result
  if (migrated === expected && failed.length === 0) return seconds
  throw new Error(`${migrated} of ${expected} were migrated, ${failed.length} failed`)
}

/** Runs the doctor. @returns seconds */
export async function examineAll(
  dataDir: string,
  expected: number,
  args: readonly string[] = [],
): Promise<number> {
  const { result, seconds } = await timeCommand<{ workspaces: number; findings: unknown[] }>(
    'doctor',
    args,
    { DATA_DIR: dataDir },
  )
  const { workspaces, findings } = result
  if (workspaces === expected && findings.length === 0) return seconds
  throw new Error(`${workspaces} of ${expected} were examined, ${findings.length} findings`)
}

/** @param expected how many have changed */
export async function backUp(environment: Environment, expected: number) {
  const { result: report, seconds } = await timeCommand<BackupReport>('backup', [], environment)
  if (report.stored === expected && report.failed.length === 0) return { report, seconds }
  throw new Error(`${report.stored} of ${expected} were stored, ${report.failed.length} failed`)
}
