import { isIPv4 } from 'node:net'
import { leadingGroups, plainAddress } from '../ip-address.ts'

/**
 * The network of an IP address, which is what is kept of it: enough to tell one's
 * own network from a strange one, too little to follow a person. The first 24
 * bits of IPv4, the first 48 of IPv6 (a site, RFC 6177).
 *
 * @returns `203.0.113.0/24`, `2001:db8:7::/48`; null for what is no address
 */
export function clientNetwork(address: string): string | null {
  const plain = plainAddress(address)
  if (plain === null) return null
  if (isIPv4(plain)) return plain.replace(/\d+$/, '0/24')
  return `${leadingGroups(plain, 3)}::/48`
}
