import { newestRun } from './newest-run.ts'

/**
 * Milliseconds until the next backup is due: `every` after the newest began.
 * One that began in the future is not waited for: the clock was set back.
 *
 * @param path of the directory that backups are kept in
 * @throws Error of the file system
 */
export async function untilDue(path: string, every: number): Promise<number> {
  const last = await newestRun(path)
  const age = last === null ? every : Date.now() - last.getTime()
  return age < 0 ? 0 : Math.max(0, every - age)
}
