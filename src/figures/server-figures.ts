import { LoopDelay } from './loop-delay.ts'
import { RequestFigures } from './request-figures.ts'
import { TenantActivity } from './tenant-activity.ts'

/** What one server counts of itself, from its start on. */
export class ServerFigures {
  readonly requests = new RequestFigures()
  readonly activity = new TenantActivity(performance.now())
  readonly loop = new LoopDelay()
}
