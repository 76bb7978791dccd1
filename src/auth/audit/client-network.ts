import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network of an IP address, which is what is kept of it: enough to tell one's
 * own network from a strange one, too little to follow a person. The first 24
 * bits of IPv4, the first 48 of IPv6 (a site, RFC 6177).
 *
 * @returns `203.0.113.0/24`, `2001:db8:7::/48`; null for what is no address
 */
export function clientNetwork(address: string): string | null {
  if (isIPv4(address)) return address.replace(/\d+$/, '0/24')
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return null
  const groups = groupsOf(plain)
  // ::ffff:0:0/96 is IPv4 (RFC 4291 section 2.5.5.2), as dual-stack sockets report it.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6)
    return `${high >> 8}.${high & 0xff}.${low >> 8}.0/24`
  }
  return `${groups
    .slice(0, 3)
    .map((group) => group.toString(16))
    .join(':')}::/48`
}

/** The eight groups of an IPv6 address. URL writes the dotted form as two of them. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail = ''] = canonical.split('::')
  const parse = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [left, right] = [parse(head), parse(tail)]
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right]
}
