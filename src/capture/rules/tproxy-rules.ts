import { loopback } from '../policy/cidr.ts';
import type { Policy } from '../policy/policy.ts';
import { inboundExemptions, inboundPorts } from './inbound-exemptions.ts';
import type { Chain, Rule } from './rule.ts';
import { passthroughSource } from './rule-parts.ts';

/**
 * TPROXY, inbound only: the opening packet is handed to the proxy's transparent socket with both addresses as they are.
 * Two marks tell the proxy's own packets apart: `mark` on what it sends to the app under the client's address, and
 * `selfMark` on its calls to the pod itself, which on `lo` would else be left alone. The order is Istio's.
 */
export function tproxyChains(policy: Policy): readonly Chain[] {
  return [
    { table: 'mangle', name: 'INBOUND', hook: 'prerouting', entry: true, rules: prerouting(policy) },
    { table: 'mangle', name: 'TPROXY', hook: 'prerouting', entry: false, rules: inbound(policy) },
    { table: 'mangle', name: 'OUTPUT', hook: 'output', entry: true, rules: output(policy) },
  ];
}

/** The mark is saved before the decision, since a decision of this chain may end it. */
function prerouting({ tproxy }: Policy): readonly Rule[] {
  return [
    {
      name: 'tproxy-save-mark',
      purpose: 'remembers that the proxy opened this connection to the app under the client’s address',
      match: { protocols: ['tcp'], mark: tproxy.mark },
      verdict: { type: 'save-mark' },
    },
    {
      name: 'tproxy-own-packet',
      purpose: 'the proxy’s own packet to the app',
      match: { protocols: ['tcp'], mark: tproxy.mark },
      verdict: { type: 'return' },
    },
    {
      name: 'tproxy-inbound',
      purpose: 'every other TCP packet is looked at',
      match: { protocols: ['tcp'] },
      verdict: { type: 'goto', chain: 'TPROXY' },
    },
  ];
}

function inbound(policy: Policy): readonly Rule[] {
  const { families, tproxy, ports } = policy;
  return [
    ...families.map(
      (family): Rule => ({
        name: 'passthrough-source-in',
        purpose: 'the proxy hands an inbound connection on to the app',
        match: { family, interfaces: ['lo'], source: passthroughSource[family] },
        verdict: { type: 'return' },
      }),
    ),
    {
      name: 'loopback-in',
      purpose: 'stays within the pod, and is not the proxy’s call to the pod itself',
      match: { interfaces: ['lo'], notMark: tproxy.selfMark },
      verdict: { type: 'return' },
    },
    ...inboundExemptions(policy),
    {
      name: 'tproxy-divert',
      purpose: 'a packet of an open connection stays on its way',
      match: { protocols: ['tcp'], state: 'established', ...inboundPorts(policy) },
      verdict: { type: 'divert', mark: tproxy.mark },
    },
    ...families.flatMap((family): readonly Rule[] => {
      const match = {
        family,
        protocols: ['tcp'],
        opening: true,
        notDestination: loopback[family],
        ...inboundPorts(policy),
      } as const;
      return [
        {
          name: policy.inbound.include === 'all' ? 'all-inbound' : 'included-inbound-port',
          purpose: 'a connection from outside goes to the proxy, with its addresses as they are',
          match,
          verdict: { type: 'tproxy', port: ports.inbound, mark: tproxy.mark },
        },
        {
          // iptables drops such a packet by itself; nftables would go on, past the proxy.
          name: 'tproxy-nobody-listens',
          purpose:
            'nobody listens on the proxy’s port, or not transparently: lost, rather than let past the proxy',
          match,
          verdict: { type: 'drop' },
        },
      ];
    }),
  ];
}

function output({ families, proxy, tproxy }: Policy): readonly Rule[] {
  const self = (family: Rule['match']['family'], owner: Pick<Rule['match'], 'uids' | 'gids'>): Rule => ({
    name: 'tproxy-self-call',
    purpose: 'the proxy picked the pod itself as its upstream: marked, to come in through the inbound port',
    match: {
      family: family!,
      protocols: ['tcp'],
      interfaces: ['lo'],
      notDestination: loopback[family!],
      ...owner,
    },
    verdict: { type: 'mark', mark: tproxy.selfMark },
  });
  return [
    {
      name: 'tproxy-own-packet-out',
      purpose: 'the proxy’s own packet to the app keeps its mark',
      match: { protocols: ['tcp'], interfaces: ['lo'], mark: tproxy.mark },
      verdict: { type: 'return' },
    },
    ...families.flatMap((family) => [
      ...(proxy.uid === undefined ? [] : [self(family, { uids: [proxy.uid] })]),
      self(family, { gids: [proxy.gid] }),
    ]),
    {
      name: 'tproxy-restore-mark',
      purpose: 'the app’s answer to a client that the proxy speaks for finds its way back to the proxy',
      match: { protocols: ['tcp'], connectionMark: tproxy.mark },
      verdict: { type: 'restore-mark' },
    },
  ];
}
