import type { UpOptions } from './options.ts';

/** The flags about the network again, for an `up` that this one starts. */
export function networkFlags({ ipv6, subnet = [], mtu, network }: UpOptions): readonly string[] {
  return [
    ...(ipv6 ? ['--ipv6'] : []),
    ...subnet.flatMap((one) => ['--subnet', one]),
    ...(mtu === undefined ? [] : ['--mtu', String(mtu)]),
    ...(network === undefined ? [] : ['--network', network]),
  ];
}
