import { Histogram } from '../figures/histogram.ts'

/** Seconds. Nearly all is told within a few milliseconds; what matters is how much is not. */
const BOUNDS = [0.005, 0.025, 0.1, 0.5, 1, 5, 20] as const

/** What has been done since the start, for the metrics. */
export class LiveFigures {
  /** Frames of events that were handed to connections. */
  deliveries = 0
  /** Each time that new events were told: from the first of their commits until the last one was. */
  readonly lag = new Histogram(BOUNDS)
  /** Connections that were closed because they did not keep up. */
  slowConsumers = 0
}

export type LiveStatistics = LiveFigures & { readonly sockets: number; readonly streams: number }
