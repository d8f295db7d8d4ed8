import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { ChainMatch, FilterChain, Listener, ProxyConfig } from '../config/model.ts';
import type { Request } from './match-text.ts';

/** Addresses that stand for every address. */
const anyAddress = ['0.0.0.0', '::'];

/** The listener that captured connections go to first. */
export function captureListener({ listeners }: ProxyConfig): Listener | undefined {
  return listeners.find(({ usesOriginalDestination }) => usesOriginalDestination);
}

/** The listener of the original destination: the one of the address first, then the one of the port. */
export function destinationListener(
  { listeners }: ProxyConfig,
  { address, port }: Request,
): Listener | undefined {
  const ofPort = listeners.filter((one) => one.port === port && !one.usesOriginalDestination);
  return (
    ofPort.find((one) => one.address === address) ?? ofPort.find((one) => anyAddress.includes(one.address))
  );
}

/** The chain that takes the connection: of those that fit, the one that asks for most. */
export function chooseChain(listener: Listener, request: Request): FilterChain | undefined {
  const fitting = listener.chains.filter(({ match }) => fits(match, request));
  const sorted = fitting.toSorted((a, b) => compare(rank(b.match), rank(a.match)));
  return sorted[0] ?? listener.fallback;
}

function fits(match: ChainMatch, { scheme, address, port, authority }: Request): boolean {
  if (match.port !== undefined && match.port !== port) return false;
  if (match.ranges.length > 0 && !match.ranges.some((range) => holds(range, address))) return false;
  const transport = scheme === 'https' ? 'tls' : 'raw_buffer';
  if (match.transport !== undefined && match.transport !== transport) return false;
  if (
    match.serverNames.length > 0 &&
    (scheme === 'http' || !match.serverNames.some((name) => names(name, authority)))
  )
    return false;
  const spoken = scheme === 'https' ? ['h2', 'http/1.1'] : ['http/1.1'];
  return match.protocols.length === 0 || match.protocols.some((protocol) => spoken.includes(protocol));
}

function holds(range: string, address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  const [network, length] = ipaddr.parseCIDR(range);
  return parsed.kind() === network.kind() && parsed.match([network, length] as never);
}

function names(pattern: string, authority: string): boolean {
  const name = authority.replace(/:\d+$/, '');
  return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : name === pattern;
}

/** Envoy's order of what a match asks for: port, address, server name, transport, protocol. */
function rank({ port, ranges, serverNames, transport, protocols }: ChainMatch): readonly number[] {
  const longest = Math.max(-1, ...ranges.map((range) => Number(range.split('/')[1])));
  return [
    port === undefined ? 0 : 1,
    longest,
    serverNames.length > 0 ? 1 : 0,
    transport === undefined ? 0 : 1,
    protocols.length > 0 ? 1 : 0,
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, position) => value !== b[position]);
  return index === -1 ? 0 : a[index]! - b[index]!;
}
