import { isIPv6 } from 'node:net'

/** The eight groups of an IPv6 address, of which `::` leaves some out. */
const groupsOf = (address: string): string[] => {
  const [before = '', after] = address.split('::')
  const left = before === '' ? [] : before.split(':')
  if (after === undefined) return left
  const right = after === '' ? [] : after.split(':')
  return [
    ...left,
    ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'),
    ...right,
  ]
}

/** Of those who have no address, who all count as one. */
export const NO_NETWORK = 'unknown'

/**
 * What stands for whoever is at an address, as CIDR: an IPv4 address, or the /64 of an IPv6 one, in
 * which one customer has addresses without end.
 */
export const networkOf = (ip: string | null): string => {
  if (ip === null) return NO_NETWORK
  if (!isIPv6(ip)) return `${ip}/32`
  const [bare = ''] = ip.split('%')
  const groups = groupsOf(bare).slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
