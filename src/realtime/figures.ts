/** What has been done since the start, for the metrics. */
export class LiveFigures {
  /** Frames of events that were handed to connections. */
  deliveries = 0
  /** How often new events were told, and the seconds from their commit until the last one was. */
  flushes = 0
  lagSeconds = 0
  /** Connections that were closed because they did not keep up. */
  slowConsumers = 0
}

export type LiveStatistics = LiveFigures & { readonly sockets: number; readonly streams: number }
