/** What the noisy one got. */
export interface Noise {
  readonly answers: number
  /** Those of them that were no 2xx, by status. */
  readonly refusals: Readonly<Record<string, number>>
  /** Seconds, as the first refusal said. */
  readonly retryAfter: number | null
  /** That went up or came down. */
  readonly megabytes: number
}

/** In the field those who make the noise do not compute on the server's machine. */
export const NOISE_PRIORITY = 10
