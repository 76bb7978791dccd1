import { isIPv4 } from 'node:net'
import { leadingGroups, plainAddress } from '../ip-address.ts'

/**
 * By what a client is counted: an IPv4 address, or the /64 of an IPv6 address,
 * within which a single household has 2^64 of them (RFC 6177). Whoever has no
 * address shares one key.
 */
export function clientKey(address: string | null): string {
  const plain = address === null ? null : plainAddress(address)
  if (plain === null) return 'unknown'
  return isIPv4(plain) ? plain : leadingGroups(plain, 4)
}
