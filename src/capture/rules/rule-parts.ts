import type { IpFamily } from '../../pod/model.ts';
import type { Cidr } from '../policy/cidr.ts';
import type { PortRange } from '../policy/port-range.ts';

/**
 * The source that a proxy binds when it hands an inbound connection on to the app (Istio's convention). IPv6 has one
 * loopback address only, so `::6` is added to `lo` when the rules are applied.
 */
export const passthroughSource: Readonly<Record<IpFamily, Cidr>> = {
  ipv4: { family: 'ipv4', address: '127.0.0.6', prefix: 32 },
  ipv6: { family: 'ipv6', address: '::6', prefix: 128 },
};

export function exactly(port: number): PortRange {
  return { from: port, to: port };
}

/** Ranges of one family each, for the families that are captured at all. */
export function byFamily(
  families: readonly IpFamily[],
  ranges: readonly Cidr[],
): readonly { readonly family: IpFamily; readonly ranges: readonly Cidr[] }[] {
  return families
    .map((family) => ({ family, ranges: ranges.filter((range) => range.family === family) }))
    .filter((group) => group.ranges.length > 0);
}
