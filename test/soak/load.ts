import { drawer, mulberry32 } from '../../bench/data/popularity.ts'
import { drawKind, perform } from './requests.ts'
import type { Measures } from './sample.ts'
import type { SoakedWorkspace } from './soaked-workspace.ts'

/** More requests than that under way at once means that the server does not keep up. */
const MOST_PENDING = 2_000

/** Milliseconds between looks at what is due. */
const TICK = 5

export interface Load {
  readonly faults: readonly string[]
  /** Resolves when the requests that are under way have their answers. */
  stop(): Promise<void>
}

/**
 * Sends so many requests per second to workspaces of unequal popularity, whether or not the
 * earlier ones were answered, and takes the time of each from the moment when it was due.
 *
 * @param measures also of how much later than it should this process itself gets to run
 */
export function startLoad(
  url: string,
  workspaces: readonly SoakedWorkspace[],
  perSecond: number,
  { request, late }: Measures,
): Load {
  const faults: string[] = []
  const pending = new Set<Promise<void>>()
  const random = mulberry32(1)
  const popular = drawer('zipf', workspaces.length, 2)
  const start = performance.now()
  let sent = 0

  let ticked = start
  const timer = setInterval(() => {
    late.add(performance.now() - ticked - TICK)
    ticked = performance.now()
    const due = ((performance.now() - start) / 1_000) * perSecond
    for (; sent < due; sent += 1) {
      if (pending.size > MOST_PENDING) faults.push(`${pending.size} requests wait`)
      else launch(start + (sent / perSecond) * 1_000)
    }
  }, TICK)

  function launch(due: number): void {
    const workspace = workspaces[popular()]
    if (workspace === undefined) return
    const sending = perform(url, workspace, drawKind(random), random)
      .then(() => request.add(performance.now() - due))
      .catch((error: unknown) => void faults.push(String(error)))
      .finally(() => pending.delete(sending))
    pending.add(sending)
  }

  return {
    faults,
    async stop() {
      clearInterval(timer)
      await Promise.all(pending)
    },
  }
}
