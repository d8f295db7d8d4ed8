import { BlockList, isIP } from 'node:net';
import type { IpFamily } from '../pod/model.ts';

export interface Cidr {
  readonly family: IpFamily;
  readonly address: string;
  readonly prefix: number;
}

/** `10.0.0.0/8`, `fd00::/8`, or a bare address; undefined for anything else. Bits behind the prefix are kept as given. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', prefixText, ...rest] = text.trim().split('/');
  const family = familyOf(address);
  if (!family || rest.length > 0 || address.includes('%')) return undefined;
  const width = family === 'ipv4' ? 32 : 128;
  if (prefixText === undefined) return { family, address, prefix: width };
  const prefix = Number(prefixText);
  return /^\d{1,3}$/.test(prefixText) && prefix <= width ? { family, address, prefix } : undefined;
}

export function familyOf(address: string): IpFamily | undefined {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : undefined;
}

export function cidrText(cidr: Cidr): string {
  const width = cidr.family === 'ipv4' ? 32 : 128;
  return cidr.prefix === width ? cidr.address : `${cidr.address}/${cidr.prefix}`;
}

/** Whether the address lies in one of the ranges; an address of another family never does. */
export function inRanges(ranges: readonly Cidr[], address: string): boolean {
  const family = familyOf(address);
  if (!family) return false;
  const list = new BlockList();
  for (const range of ranges) {
    if (range.family === family) list.addSubnet(range.address, range.prefix, range.family);
  }
  return list.check(address, family);
}

/** The first and the last address of a range, as numbers. */
export function cidrBounds({ family, address, prefix }: Cidr): {
  readonly from: bigint;
  readonly to: bigint;
} {
  const host = BigInt((family === 'ipv4' ? 32 : 128) - prefix);
  const from = (addressNumber(family, address) >> host) << host;
  return { from, to: from + (1n << host) - 1n };
}

function addressNumber(family: IpFamily, address: string): bigint {
  const [parts, base] =
    family === 'ipv4' ? [address.split('.').map(Number), 256n] : [ipv6Groups(address), 65536n];
  return parts.reduce((sum, part) => sum * base + BigInt(part), 0n);
}

/** A URL's host has no IPv4 notation inside an IPv6 address any more, and the longest run of zeros left out. */
function ipv6Groups(address: string): readonly number[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: zeros }, () => 0), ...after];
}

export const loopback: Readonly<Record<IpFamily, Cidr>> = {
  ipv4: { family: 'ipv4', address: '127.0.0.0', prefix: 8 },
  ipv6: { family: 'ipv6', address: '::1', prefix: 128 },
};

/** Whether a range lies within the machine's own loopback range. */
export function isLoopbackRange(range: Cidr): boolean {
  return range.prefix >= loopback[range.family].prefix && inRanges([loopback[range.family]], range.address);
}
