import ipaddr from 'ipaddr.js';
import type { PeerAddresses } from './packet-rules.ts';

/** The addresses of a peer that is an address or a range itself; undefined for a name. */
export function literalPeer(peer: string): PeerAddresses | undefined {
  const range = ipaddr.isValidCIDR(peer);
  if (!range && !ipaddr.isValid(peer)) return undefined;
  const kind = range ? ipaddr.parseCIDR(peer)[0].kind() : ipaddr.parse(peer).kind();
  return kind === 'ipv4' ? { v4: [peer], v6: [] } : { v4: [], v6: [peer] };
}

/** The addresses in what `getent ahosts NAME` prints: `ADDRESS STREAM NAME`, a line for each kind of socket. */
export function resolvedPeer(printed: string): PeerAddresses {
  const words = printed.split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '');
  const all = [...new Set(words)].filter((word) => ipaddr.isValid(word)).map((word) => ipaddr.process(word));
  const of = (kind: 'ipv4' | 'ipv6'): readonly string[] => [
    ...new Set(all.filter((address) => address.kind() === kind).map(String)),
  ];
  return { v4: of('ipv4'), v6: of('ipv6') };
}
