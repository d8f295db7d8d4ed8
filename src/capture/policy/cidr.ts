import ipaddr from 'ipaddr.js';
import type { IpFamily } from '../../pod/model.ts';

export interface Cidr {
  readonly family: IpFamily;
  readonly address: string;
  readonly prefix: number;
}

const width: Readonly<Record<IpFamily, number>> = { ipv4: 32, ipv6: 128 };

/**
 * `10.0.0.0/8`, `fd00::/8`, or a bare address. Bits behind the prefix are kept as given.
 *
 * @returns undefined for anything else; zones (`fe80::1%eth0`) and short forms of IPv4 (`10.1`) are no ranges.
 */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', prefixText, ...rest] = text.trim().split('/');
  const family = familyOf(address);
  if (!family || rest.length > 0) return undefined;
  if (prefixText === undefined) return { family, address, prefix: width[family] };
  const prefix = Number(prefixText);
  return /^\d{1,3}$/.test(prefixText) && prefix <= width[family] ? { family, address, prefix } : undefined;
}

/** The family of an address; undefined when the text is none. */
export function familyOf(address: string): IpFamily | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return 'ipv4';
  return ipaddr.IPv6.isValid(address) && !address.includes('%') ? 'ipv6' : undefined;
}

/** As the kernel's tools read it; the prefix of a single address is left out. */
export function cidrText(cidr: Cidr): string {
  return cidr.prefix === width[cidr.family] ? cidr.address : `${cidr.address}/${cidr.prefix}`;
}

/** Whether the address lies in one of the ranges; an address of another family never does. */
export function inRanges(ranges: readonly Cidr[], address: string): boolean {
  const family = familyOf(address);
  if (!family) return false;
  const parsed = ipaddr.parse(address);
  return ranges.some(
    (range) => range.family === family && parsed.match(ipaddr.parse(range.address), range.prefix),
  );
}

/** The first and the last address of a range, as numbers. */
export function cidrBounds({ family, address, prefix }: Cidr): AddressBounds {
  const host = BigInt(width[family] - prefix);
  const from = (addressNumber(address) >> host) << host;
  return { from, to: from + (1n << host) - 1n };
}

interface AddressBounds {
  readonly from: bigint;
  readonly to: bigint;
}

/** An address as a number, the first byte being the most significant. */
export function addressNumber(address: string): bigint {
  return ipaddr
    .parse(address)
    .toByteArray()
    .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

export const loopback: Readonly<Record<IpFamily, Cidr>> = {
  ipv4: { family: 'ipv4', address: '127.0.0.0', prefix: 8 },
  ipv6: { family: 'ipv6', address: '::1', prefix: 128 },
};

/** Whether a range lies within the machine's own loopback range. */
export function isLoopbackRange(range: Cidr): boolean {
  return range.prefix >= loopback[range.family].prefix && inRanges([loopback[range.family]], range.address);
}
