import { BlockList, isIP } from 'node:net';

/** Addresses of this machine and of networks that are not the Internet (RFC 6890), with those that carry IPv4 in IPv6. */
const inside = new BlockList();
const INSIDE: readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];
for (const network of INSIDE) inside.addSubnet(...network);

/**
 * Whether an IP address may be called from here: only those of the open Internet, so that no owner makes this server
 * ask its own network on their behalf. An IPv4 address written as IPv6 counts as the IPv4 address.
 */
export function isOutside(ip: string): boolean {
  const family = isIP(ip);
  return family !== 0 && !inside.check(ip, family === 4 ? 'ipv4' : 'ipv6');
}

/** What is wrong with the address of a webhook, as a sentence; null where it is good. `atHome` lets in http and this machine. */
export function addressFault(address: string, { atHome }: { atHome: boolean }): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !['https:', 'http:'].includes(url.protocol))
    return 'Write an address that starts with https://.';
  if (url.username || url.password || url.hash)
    return 'Write the address without a user name, a password or a fragment.';
  if (atHome) return null;
  if (url.protocol !== 'https:') return 'Notices name a person: write an address that starts with https://.';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isNamedHere = host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.internal');
  if (isNamedHere || (isIP(host) && !isOutside(host)))
    return 'This address is in a network of its own: write one that is reached over the Internet.';
  return null;
}
