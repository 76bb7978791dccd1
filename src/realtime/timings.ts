/** All in milliseconds. */
export interface LiveTimings {
  /** Between signs of life: proxies end silent connections after 60 seconds, some after 30. */
  readonly heartbeat: number
  /** In which a client says who it is and from where on it wants to know. */
  readonly greeting: number
  /** Somebody who loads a page anew is not gone. */
  readonly grace: number
}

export const LIVE_TIMINGS: LiveTimings = { heartbeat: 25_000, greeting: 10_000, grace: 2_000 }
