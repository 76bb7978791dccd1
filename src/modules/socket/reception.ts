import type { Auth } from '../../auth/auth.ts'
import type { Logger } from '../../log.ts'
import type { Live } from '../../realtime/live.ts'

/** What all sockets share. */
export interface Reception {
  readonly auth: Auth
  readonly live: Live
  readonly log: Logger
}
