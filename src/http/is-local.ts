/** The loopback interface, as Bun writes addresses. */
const loopback = /^(127\.|::1$|::ffff:127\.)/

/** What a proxy on the same machine adds: through it everybody seems to come from here. */
const forwarding = ['forwarded', 'x-forwarded-for', 'via'] as const

/**
 * Whether a request comes from this very machine, and from nobody beyond it.
 *
 * @param address of the peer, null when it is not known
 */
export function isLocal({ headers }: Request, address: string | null): boolean {
  return address !== null && loopback.test(address) && !forwarding.some((name) => headers.has(name))
}
