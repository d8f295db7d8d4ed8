import { type Service, serviceKey } from '../pod/service.ts';

/** A pod's own address, and how many bits of it name its network. */
export interface NetworkAddress {
  readonly ip: string;
  readonly prefixLength?: number;
}

/** The addresses of Services, by `NAMESPACE/NAME`. A headless Service has none. */
export type ClusterIPs = ReadonlyMap<string, string>;

/** So many addresses are set aside where the network is large enough: the engine gives addresses away from the other end. */
const usualBlock = 256;

/** Of a network whose size the engine does not tell: the smallest that engines make by themselves. */
const usualPrefixLength = 24;

/**
 * The address of each Service: the one that its manifest asks for, or one of the highest addresses of the network, which
 * the engine gives away last. Every pod of a network comes to the same answer. It depends on the names of the Services:
 * another Service changes an address only where two names meet in one place.
 */
export function clusterIPs(services: readonly Service[], network: NetworkAddress): ClusterIPs {
  const addressed = services.filter(({ headless }) => !headless);
  const fixed = new Map(
    addressed.flatMap((one) => (one.clusterIP === undefined ? [] : [[serviceKey(one), one.clusterIP]])),
  );
  const keys = addressed
    .map(serviceKey)
    .filter((key) => !fixed.has(key))
    .sort();
  const { first, size } = blockOf(network, keys.length);
  const taken = new Set<number>();
  for (const key of keys) {
    if (taken.size === size) break;
    let place = hash(key) % size;
    while (taken.has(place)) place = (place + 1) % size;
    taken.add(place);
    fixed.set(key, dotted(first + place));
  }
  return fixed;
}

/** The place of the Services: the end of the network without its broadcast address, a quarter of it at most. */
function blockOf(
  { ip, prefixLength = usualPrefixLength }: NetworkAddress,
  count: number,
): { first: number; size: number } {
  const hosts = 2 ** (32 - prefixLength);
  const wanted = Math.max(usualBlock, 2 ** Math.ceil(Math.log2(2 * Math.max(count, 1))));
  const block = Math.max(2, Math.min(wanted, hosts / 4));
  const network = Math.floor(number(ip) / hosts) * hosts;
  return { first: network + hosts - block, size: block - 1 };
}

function number(ip: string): number {
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join('.');
}

/** FNV-1a, 32 bits: spreads names evenly and is the same everywhere. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return value;
}
