import { BackupInterrupted, BackupNotDue, BackupRunning } from './errors.ts'
import { newestRun } from './newest-run.ts'
import type { BackupReport } from './run-backup.ts'

export interface BackupScheduleOptions {
  readonly directory: string
  /** Milliseconds between the beginnings of two backups. */
  readonly every: number
  /** Milliseconds that a server runs before it makes one. */
  readonly first?: number
  /** Milliseconds until one that could not be made is tried again; never more than `every`. */
  readonly again?: number
  /** Makes one, or throws BackupNotDue: a command may have made one meanwhile. */
  perform(signal: AbortSignal): Promise<BackupReport>
  readonly onMade: (report: BackupReport) => void
  readonly onFailed: (error: unknown) => void
}

/** What /metrics shows of it. */
export interface BackupFigures {
  /** When the newest backup began, also one that a command has made before this start; null: never. */
  readonly lastSuccess: Date | null
  /** Of the last one that this process made; seconds, and bytes written. */
  readonly lastDuration: number
  readonly lastBytes: number
  readonly made: number
  readonly failures: number
}

const FIRST = 60_000
const AGAIN = 10 * 60_000

/** Makes a backup whenever the newest one is as old as it may become, one at a time. */
export class BackupSchedule {
  readonly #options: BackupScheduleOptions
  readonly #stop = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> = Promise.resolve()
  #figures = { lastDuration: 0, lastBytes: 0, made: 0, failures: 0 }

  constructor(options: BackupScheduleOptions) {
    this.#options = options
    this.#start(options.first ?? FIRST)
  }

  /** Counts also what commands have made. */
  async figures(): Promise<BackupFigures> {
    // Null also where it cannot be known: what is wrong there, the next backup will say.
    const lastSuccess = await newestRun(this.#options.directory).catch(() => null)
    return { ...this.#figures, lastSuccess }
  }

  /** Ends the one that is being made, of which nothing is kept. */
  async stop(): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#running
  }

  #start(wait: number): void {
    if (this.#stop.signal.aborted) return
    const bounded = Math.max(0, Math.min(wait, this.#options.every))
    this.#timer = setTimeout(() => {
      this.#running = this.#run()
    }, bounded)
    this.#timer.unref()
  }

  async #run(): Promise<void> {
    const { every, perform, onMade } = this.#options
    try {
      const report = await perform(this.#stop.signal)
      this.#note(report)
      onMade(report)
      this.#start(Date.parse(report.started_at) + every - Date.now())
    } catch (error) {
      this.#start(await this.#waitAfter(error))
    }
  }

  async #waitAfter(error: unknown): Promise<number> {
    const { directory, every, again = AGAIN, onFailed } = this.#options
    const soon = Math.min(again, every)
    if (error instanceof BackupNotDue) {
      const last = await newestRun(directory).catch(() => null)
      const wait = last === null ? 0 : last.getTime() + every - Date.now()
      return wait > 0 ? wait : soon
    }
    // Somebody else makes one: then there is nothing to complain of, nor when we are to stop.
    if (!(error instanceof BackupRunning || error instanceof BackupInterrupted)) {
      this.#figures = { ...this.#figures, failures: this.#figures.failures + 1 }
      onFailed(error)
    }
    return soon
  }

  #note({ started_at, finished_at, bytes, failed }: BackupReport): void {
    const { made, failures } = this.#figures
    this.#figures = {
      lastDuration: (Date.parse(finished_at) - Date.parse(started_at)) / 1_000,
      lastBytes: bytes,
      made: made + 1,
      // A backup in which one workspace is missing has to be noticed, too.
      failures: failures + Number(failed.length > 0),
    }
  }
}
