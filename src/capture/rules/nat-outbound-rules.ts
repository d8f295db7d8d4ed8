import type { IpFamily } from '../../pod/model.ts';
import { cidrText, loopback } from '../policy/cidr.ts';
import { capturesInbound, type Policy } from '../policy/policy.ts';
import { type PortRange, portText } from '../policy/port-range.ts';
import { leftAlone } from './exemptions.ts';
import type { Chain, Match, Rule } from './rule.ts';
import { byFamily, exactly, passthroughSource } from './rule-parts.ts';

/** Connections that begin in the pod. The order is Istio's (ISTIO_OUTPUT), with 127.0.0.0/8 as loopback. */
export function natOutbound(policy: Policy): readonly Chain[] {
  return [
    {
      table: 'nat',
      name: 'OUTPUT',
      hook: 'output',
      entry: true,
      rules: [
        ...leftAlone.interfaces(policy),
        ...leftAlone.ports(policy),
        ...passthrough(policy),
        ...proxyTraffic(policy),
        ...leftAlone.bypass(policy),
        ...leftAlone.groups(policy),
        ...dns(policy),
        ...listedLoopback(policy),
        ...leftAlone.loopback(),
        ...leftAlone.ranges(policy),
        ...taken(policy),
      ],
    },
    { table: 'nat', name: 'PROXY', hook: 'output', entry: false, rules: proxyRules(policy) },
  ];
}

/**
 * A proxy that forwards an inbound connection to podIP:port from the source 127.0.0.6 is told apart from a proxy that
 * calls the pod's own service. Where it forwards to its own port so, it meets itself, for ever.
 */
function passthrough(policy: Policy): readonly Rule[] {
  return policy.families.flatMap((family): readonly Rule[] => [
    {
      name: 'loop-alarm',
      purpose: 'the proxy hands a connection on to its own capture port: a loop',
      match: { ...handedOn(family), ...openingCapturePort(policy) },
      verdict: { type: 'return' },
    },
    {
      name: 'passthrough-source',
      purpose: 'the proxy hands an inbound connection on to the app',
      match: handedOn(family),
      verdict: { type: 'return' },
    },
  ]);
}

function handedOn(family: IpFamily): Match {
  return { family, interfaces: ['lo'], source: passthroughSource[family] };
}

function openingCapturePort({ ports: { inbound, outbound } }: Policy): Match {
  const ports = [exactly(inbound), exactly(outbound)].sort((a, b) => a.from - b.from);
  return { protocols: ['tcp'], opening: true, ports };
}

function proxyTraffic({ proxy }: Policy): readonly Rule[] {
  const verdict = { type: 'goto', chain: 'PROXY' } as const;
  return [
    ...(proxy.uid === undefined
      ? []
      : [
          {
            name: 'proxy-uid',
            purpose: 'the proxy itself, by its uid',
            match: { uids: [proxy.uid] },
            verdict,
          },
        ]),
    { name: 'proxy-gid', purpose: 'the proxy itself, by its group', match: { gids: [proxy.gid] }, verdict },
  ];
}

/** Whoever matches neither by uid nor by gid never gets here. */
function proxyRules(policy: Policy): readonly Rule[] {
  const { inbound, tunnel } = policy.ports;
  const selfCalls = capturesInbound(policy) && policy.mode === 'REDIRECT';
  return [
    {
      name: 'loop-alarm',
      purpose: 'the proxy connects to its own capture port: a loop, unless it is a health check',
      match: { interfaces: ['lo'], ...openingCapturePort(policy) },
      verdict: { type: 'return' },
    },
    ...(selfCalls
      ? policy.families.map(
          (family): Rule => ({
            name: 'self-call',
            purpose: 'the proxy picked the pod itself as its upstream: it comes in through the inbound port',
            match: {
              family,
              protocols: ['tcp'],
              opening: true,
              interfaces: ['lo'],
              notDestination: loopback[family],
              notPorts: [exactly(tunnel)],
            },
            verdict: { type: 'redirect', port: inbound },
          }),
        )
      : []),
    {
      name: 'proxy-upstream',
      purpose: 'the proxy’s own connections go out as they are',
      match: {},
      verdict: { type: 'return' },
    },
  ];
}

/** Only Docker's resolver: dockerd asks the next server from within this namespace, as root, and must not be caught. */
function dns({ ports, dnsServer, families }: Policy): readonly Rule[] {
  if (ports.dns === undefined || !families.includes('ipv4')) return [];
  const port = ports.dns;
  const server = { family: 'ipv4', address: dnsServer, prefix: 32 } as const;
  return (['udp', 'tcp'] as const).map((protocol) => ({
    name: `dns-${protocol}`,
    purpose: `names asked of Docker’s resolver over ${protocol.toUpperCase()} go to the proxy’s DNS port`,
    match: {
      family: 'ipv4',
      protocols: [protocol],
      ...(protocol === 'tcp' ? { opening: true as const } : {}),
      destinations: [server],
      ports: [exactly(53)],
    },
    verdict: { type: 'redirect', port },
  }));
}

/** Somebody listed a loopback range by hand. Docker's resolver stays out of it, or names would stop to resolve. */
function listedLoopback({ outbound, ports, dnsServer, families }: Policy): readonly Rule[] {
  if (outbound.includeLoopback.length === 0) return [];
  const server = { family: 'ipv4', address: dnsServer, prefix: 32 } as const;
  const resolver: readonly Rule[] = families.includes('ipv4')
    ? [
        {
          name: 'docker-resolver',
          purpose: 'Docker’s resolver is no target, though its address is in a listed range',
          match: { family: 'ipv4', destinations: [server] },
          verdict: { type: 'return' },
        },
      ]
    : [];
  return [
    ...resolver,
    ...byFamily(families, outbound.includeLoopback).map(
      ({ family, ranges }): Rule => ({
        name: 'included-loopback',
        purpose: 'a loopback range that is listed for capture',
        match: { family, protocols: ['tcp'], opening: true, destinations: ranges },
        verdict: { type: 'redirect', port: ports.outbound },
      }),
    ),
  ];
}

/** The connections that are captured. */
function taken({ outbound, ports, families }: Policy): readonly Rule[] {
  const verdict = { type: 'redirect', port: ports.outbound } as const;
  const tcp = { protocols: ['tcp'], opening: true } as const;
  if (outbound.includeRanges === 'all' || outbound.includePorts === 'all')
    return [
      {
        name: 'all-outbound',
        purpose: 'every other connection out of the pod goes to the proxy',
        match: tcp,
        verdict,
      },
    ];
  const { includePorts: byPort, includeRanges } = outbound;
  return [
    ...(byPort.length === 0
      ? []
      : [
          {
            name: 'included-outbound-port',
            purpose: `listed for capture: port ${list(byPort)}`,
            match: { ...tcp, ports: byPort },
            verdict,
          },
        ]),
    ...byFamily(families, includeRanges).map(({ family, ranges }) => ({
      name: 'included-outbound-range',
      purpose: `listed for capture: ${includeRanges.map(cidrText).join(', ')}`,
      match: { ...tcp, family, destinations: ranges },
      verdict,
    })),
  ];
}

function list(ports: readonly PortRange[]): string {
  return ports.map((range) => portText(range)).join(', ');
}
