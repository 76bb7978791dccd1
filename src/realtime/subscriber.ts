import type { WorkspaceAccess } from '../auth/authority.ts'
import type { Outlet } from './outlet.ts'

/** One device of a person in a workspace, and what it has been told so far. */
export class Subscriber {
  readonly access: WorkspaceAccess
  /** Who they are in the workspace. */
  readonly userId: string
  readonly outlet: Outlet
  /** The log that `position` counts in. */
  epoch: number
  /** The last event that was told, or that is not for them. */
  position: number
  /** Told of events as they happen; before that it catches up. */
  live = false
  ended = false
  /** The version of what everybody may do at which their rights were looked at. */
  checkedAt: number
  /** When the credential ends, as of `Date.now()`. */
  endsAt: number

  constructor(
    access: WorkspaceAccess,
    outlet: Outlet,
    start: { readonly userId: string; readonly epoch: number; readonly position: number },
    checkedAt: number,
  ) {
    this.access = access
    this.outlet = outlet
    this.userId = start.userId
    this.epoch = start.epoch
    this.position = start.position
    this.checkedAt = checkedAt
    const { expiresAt } = access.caller
    this.endsAt = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(`${expiresAt}Z`)
  }

  get cursor(): string {
    return `${this.epoch}.${this.position}`
  }
}
