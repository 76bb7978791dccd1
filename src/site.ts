import type { Config } from './config.ts'

/** Names of this very machine, each of which a browser may have been given in development. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'] as const

/**
 * Where people reach this server. Links, redirects and the comparison of origins
 * are made of what was configured, never of the Host header: whoever sends a
 * request chooses that.
 *
 * Development without AUTH_URL has the names of the loopback interface.
 */
export class Site {
  /** Whether browsers come over https, so that cookies have to. */
  readonly secure: boolean
  /**
   * Seconds; the longest that browsers keep any (RFC 6265bis section 5.5). A
   * session ends by itself, and slides: its cookie only has to outlive it.
   */
  readonly sessionCookieLife = 400 * 24 * 60 * 60
  readonly #configured: string | undefined
  #port: number

  constructor({ authUrl, port }: Pick<Config, 'authUrl' | 'port'>) {
    this.#configured = authUrl
    this.#port = port
    this.secure = authUrl?.startsWith('https:') ?? false
  }

  /** The port was left to the system, and is known now. */
  listensOn(port: number): void {
    this.#port = port
  }

  /** What links are made of, without a trailing slash. */
  get origin(): string {
    return this.#configured ?? `http://${LOOPBACK[0]}:${this.#port}`
  }

  /** The own origin that a request was sent to; {@link origin} when it was sent to any other. */
  originOf({ url }: Request): string {
    // Bun leaves the origin out when the Host header is none.
    const origin = URL.parse(url)?.origin
    return origin !== undefined && this.isOwn(origin) ? origin : this.origin
  }

  /** Whether this is one of the server's own origins, as browsers write them. */
  isOwn(origin: string): boolean {
    if (this.#configured !== undefined) return origin === this.#configured
    return LOOPBACK.some((name) => origin === `http://${name}:${this.#port}`)
  }

  /**
   * The name of the session cookie. With `__Host-` a browser takes it over https
   * only, from this host itself and not from a sibling below the same domain
   * (RFC 6265bis section 4.1.3.2).
   */
  get sessionCookie(): string {
    return this.secure ? '__Host-conclave_session' : 'conclave_session'
  }
}
