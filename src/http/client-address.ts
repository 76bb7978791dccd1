import { BlockList, isIPv4 } from 'node:net'
import type { Context } from 'elysia'
import { plainAddress } from '../auth/ip-address.ts'

type Server = NonNullable<Context['server']>

/** The reverse proxies that a listening server stands behind. */
const proxies = new WeakMap<Server, BlockList>()

/**
 * To be called once it listens.
 *
 * @param networks of TRUSTED_PROXIES: CIDR blocks
 */
export function trustProxies(server: Server, networks: readonly string[]): void {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  proxies.set(server, list)
}

/**
 * The address of the client. A proxy that we trust says in X-Forwarded-For whom
 * it speaks for, at the end of what that one said; so the list is read from its
 * end, for as long as the speaker is trusted. What stands before is anybody's word.
 *
 * @returns null where the system does not tell
 */
export function clientAddress(request: Request, server: Server | null): string | null {
  const peer = plainAddress(server?.requestIP(request)?.address ?? '')
  const trusted = server === null ? undefined : proxies.get(server)
  if (peer === null || trusted === undefined) return peer
  const said = request.headers.get('x-forwarded-for')?.split(',') ?? []
  let client = peer
  while (said.length > 0 && isIn(trusted, client)) {
    const next = plainAddress(withoutPort(said.pop()?.trim() ?? ''))
    if (next === null) break
    client = next
  }
  return client
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
}

/** Some proxies add the port: `203.0.113.7:4711`, `[2001:db8::7]:4711`. */
function withoutPort(text: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1')
}
