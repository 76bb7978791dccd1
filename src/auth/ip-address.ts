import { isIPv4, isIPv6 } from 'node:net'

/**
 * An IP address as it is compared: without a zone, and IPv4 as IPv4 where a
 * dual-stack socket reports it inside of IPv6 (RFC 4291 section 2.5.5.2).
 *
 * @returns null for what is no address
 */
export function plainAddress(text: string): string | null {
  if (isIPv4(text)) return text
  const [address = ''] = text.split('%')
  if (!isIPv6(address)) return null
  const groups = addressGroups(address)
  if (!(groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)) return address
  const [high = 0, low = 0] = groups.slice(6)
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
}

/** The eight groups of an IPv6 address. URL writes the dotted form as two of them. */
export function addressGroups(address: string): number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail = ''] = canonical.split('::')
  const parse = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const [left, right] = [parse(head), parse(tail)]
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right]
}

/** The network of so many groups of an IPv6 address: `2001:db8:7`. */
export function leadingGroups(address: string, count: number): string {
  const groups = addressGroups(address).slice(0, count)
  return groups.map((group) => group.toString(16)).join(':')
}
