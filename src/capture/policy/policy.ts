import { dockerResolver } from '../../pod/capture-defaults.ts';
import type { CaptureOptions, IpFamily } from '../../pod/model.ts';
import { type Cidr, isLoopbackRange, parseCidr } from './cidr.ts';
import { normalisePorts, type PortRange, parsePortRange } from './port-range.ts';

/** What is captured and what is not, without the freedom of notation that `CaptureOptions` has. */
export interface Policy {
  readonly mode: CaptureOptions['mode'];
  /** Families whose rules are made; traffic of another one is left alone. */
  readonly families: readonly IpFamily[];
  readonly proxy: {
    /** Absent when the proxy runs as root: its gid alone exempts it then. */
    readonly uid?: number;
    readonly gid: number;
  };
  readonly ports: {
    readonly inbound: number;
    readonly outbound: number;
    readonly tunnel: number;
    /** Absent when DNS is not captured. */
    readonly dns?: number;
  };
  readonly dnsServer: string;
  readonly tproxy: { readonly mark: number; readonly selfMark: number; readonly table: number };
  readonly inbound: {
    /** With `all`, `exclude` counts; a list is complete by itself, as in Istio. */
    readonly include: 'all' | readonly PortRange[];
    readonly exclude: readonly PortRange[];
  };
  readonly outbound: {
    readonly excludePorts: readonly PortRange[];
    readonly excludeRanges: readonly Cidr[];
    /** Captured whatever the address, unless that is excluded. */
    readonly includePorts: 'all' | readonly PortRange[];
    readonly includeRanges: 'all' | readonly Cidr[];
    /** Loopback ranges that were listed by hand: otherwise loopback is never captured. */
    readonly includeLoopback: readonly Cidr[];
    /** Gids; with `all`, `excludeGroups` counts. */
    readonly includeGroups: 'all' | readonly number[];
    readonly excludeGroups: readonly number[];
    readonly bypassUids: readonly number[];
  };
  readonly excludeInterfaces: readonly string[];
  readonly dropInvalid: boolean;
  readonly rejectQuic: boolean;
}

/** @param options checked by the rules of `manifest/`: what cannot be read is left out here. */
export function capturePolicy(options: CaptureOptions): Policy {
  const ranges = orAll(options.includeOutboundIPRanges, cidrs);
  return {
    mode: options.mode,
    families: (['ipv4', 'ipv6'] as const).filter((family) => options.ipFamilies.includes(family)),
    proxy: { ...(options.proxyUid === 0 ? {} : { uid: options.proxyUid }), gid: options.proxyGid },
    ports: {
      inbound: options.inboundPort,
      outbound: options.outboundPort,
      tunnel: options.tunnelPort,
      ...(options.captureDns ? { dns: options.dnsPort } : {}),
    },
    dnsServer: dockerResolver,
    tproxy: {
      mark: options.tproxyMark,
      selfMark: options.tproxyMark + 1,
      table: options.tproxyRouteTable,
    },
    inbound: {
      include: orAll(options.includeInboundPorts, ports),
      exclude: ports(options.excludeInboundPorts),
    },
    outbound: {
      excludePorts: ports(options.excludeOutboundPorts),
      excludeRanges: cidrs(options.excludeOutboundIPRanges),
      includePorts: orAll(options.includeOutboundPorts, ports),
      includeRanges: ranges === 'all' ? 'all' : ranges.filter((range) => !isLoopbackRange(range)),
      includeLoopback: cidrs(options.includeOutboundIPRanges).filter(isLoopbackRange),
      includeGroups: orAll(options.includeOutboundOwnerGroups, numbers),
      excludeGroups: numbers(options.excludeOutboundOwnerGroups),
      bypassUids: [...new Set(options.bypassUids)].sort((a, b) => a - b),
    },
    excludeInterfaces: [...new Set(options.excludeInterfaces)],
    dropInvalid: options.dropInvalid,
    rejectQuic: options.quic === 'reject',
  };
}

/** Whether anything is captured at all; without it there are no rules, only the pin. */
export function capturesInbound({ inbound, mode }: Policy): boolean {
  return mode !== 'NONE' && (inbound.include === 'all' || inbound.include.length > 0);
}

export function capturesOutbound({ outbound, mode }: Policy): boolean {
  const { includePorts, includeRanges, includeLoopback } = outbound;
  return (
    mode !== 'NONE' &&
    (includePorts === 'all' ||
      includeRanges === 'all' ||
      includePorts.length + includeRanges.length + includeLoopback.length > 0)
  );
}

function orAll<T>(list: readonly string[], read: (list: readonly string[]) => readonly T[]) {
  return list.includes('*') ? 'all' : read(list);
}

function ports(list: readonly string[]): readonly PortRange[] {
  return normalisePorts(list.map(parsePortRange).filter((range) => range !== undefined));
}

function cidrs(list: readonly string[]): readonly Cidr[] {
  return list.map(parseCidr).filter((range) => range !== undefined);
}

function numbers(list: readonly string[]): readonly number[] {
  return [...new Set(list.filter((item) => /^\d+$/.test(item)).map(Number))].sort((a, b) => a - b);
}
