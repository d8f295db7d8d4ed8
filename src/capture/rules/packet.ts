import { familyOf, inRanges } from '../policy/cidr.ts';
import { includesPort } from '../policy/port-range.ts';
import type { Chain, Match } from './rule.ts';

/** The packet that opens a conversation, as a question to `explain`. */
export interface Packet {
  readonly protocol: 'tcp' | 'udp';
  readonly from:
    | { readonly where: 'inside'; readonly uid: number; readonly gid: number }
    | { readonly where: 'outside' };
  /** The source address, where the program has bound one or the packet comes from outside. */
  readonly source?: string;
  readonly destination: string;
  readonly port: number;
  /** The pod's own addresses besides loopback: what is sent there stays on `lo`. */
  readonly podAddresses: readonly string[];
  /** The interface towards the outside; `eth0` unless told. */
  readonly interface?: string;
}

/** A packet on its way through one hook. */
export interface Seen {
  readonly packet: Packet;
  readonly interface: string;
  readonly mark: number;
}

/** Whether a packet stays within the pod. */
export function staysInside({ destination, podAddresses }: Packet): boolean {
  const loopbacks = [
    { family: 'ipv4', address: '127.0.0.0', prefix: 8 },
    { family: 'ipv6', address: '::1', prefix: 128 },
    { family: 'ipv6', address: '::6', prefix: 128 },
  ] as const;
  return inRanges(loopbacks, destination) || podAddresses.includes(destination);
}

/** Whether every condition holds for the first packet of a conversation. */
export function matches(match: Match, seen: Seen, chain: Chain): boolean {
  return conditions(match, seen, chain).every(Boolean);
}

function conditions(match: Match, { packet, interface: via, mark }: Seen, chain: Chain): readonly boolean[] {
  const { protocol, port, destination, source } = packet;
  // Only output chains know the socket; a packet that arrives has no owner.
  const owner = chain.hook === 'output' && packet.from.where === 'inside' ? packet.from : undefined;
  return [
    !match.family || match.family === familyOf(destination),
    !match.protocols || match.protocols.includes(protocol),
    !match.opening || protocol === 'tcp',
    !match.interfaces || match.interfaces.includes(via),
    !match.source || (source !== undefined && inRanges([match.source], source)),
    !match.destinations || inRanges(match.destinations, destination),
    !match.notDestination || !inRanges([match.notDestination], destination),
    !match.ports || includesPort(match.ports, port),
    !match.notPorts || !includesPort(match.notPorts, port),
    !match.uids || (owner !== undefined && match.uids.includes(owner.uid)),
    !match.gids || (owner !== undefined && match.gids.includes(owner.gid)),
    !match.notGids || (owner !== undefined && !match.notGids.includes(owner.gid)),
    !match.state || match.state === 'new',
    match.mark === undefined || match.mark === mark,
    match.notMark === undefined || match.notMark !== mark,
    match.connectionMark === undefined,
  ];
}
