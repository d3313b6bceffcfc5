import { isIP, type BlockList } from 'node:net';

/** An address, or all that share its first bits (CIDR). */
export interface AddressRange {
  address: string;
  bits: number;
  family: 'ipv4' | 'ipv6';
}

/** Wider ones would shut out whole countries. */
const WIDEST = { ipv4: 8, ipv6: 16 } as const;
const ALL = { ipv4: 32, ipv6: 128 } as const;

/** A range as it is written, such as 192.0.2.7 or 2001:db8::/32; null for what is none, or wider than is ever blocked. */
export function addressRange(text: string): AddressRange | null {
  const [, address = '', written] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return null;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const bits = written === undefined ? ALL[family] : Number(written);
  return bits < WIDEST[family] || bits > ALL[family] ? null : { address, bits, family };
}

/** Adds a range to a list of Node's. */
export function block(list: BlockList, { address, bits, family }: AddressRange) {
  list.addSubnet(address, bits, family);
}

/** Whether a list has an address; an IPv4 address written as IPv6 is the same machine. */
export function isBlocked(list: BlockList, ip: string): boolean {
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip;
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}
