import { createHash } from 'node:crypto';
import type Dockerode from 'dockerode';
import type { ProjectNetwork } from '../../pod/network-wish.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { networkName } from './names.ts';

/** The option of the bridge driver (docs.docker.com, "Bridge network driver"). */
const mtuOption = 'com.docker.network.driver.mtu';

/** The network of a project as the engine makes it. Engines before 27 cannot choose a range of IPv6 themselves, so it has its own. */
export function projectNetworkBody(
  project: string,
  { ipv6, subnets = [], mtu }: ProjectNetwork,
): Dockerode.NetworkCreateOptions {
  const hasIpv6 = subnets.some(isIpv6);
  const ranges = ipv6 && !hasIpv6 ? [...subnets, ipv6Subnet(project)] : subnets;
  return {
    Name: networkName(project),
    Driver: 'bridge',
    ...((ipv6 || hasIpv6) && { EnableIPv6: true }),
    ...(ranges.length > 0 && { IPAM: { Config: ranges.map((Subnet) => ({ Subnet })) } }),
    ...(mtu !== undefined && { Options: { [mtuOption]: String(mtu) } }),
  };
}

/**
 * The network of a project lives as long as one of its pods does, so it may be there from an earlier `up`, and cannot be changed.
 *
 * @throws EngineError when it is not what is wanted.
 */
export function mustFit(
  { Name, EnableIPv6, IPAM, Options }: Dockerode.NetworkInspectInfo,
  { ipv6, subnets = [], mtu }: ProjectNetwork,
): void {
  const has = (IPAM?.Config ?? []).map(({ Subnet }) => Subnet);
  const missing = subnets.find((subnet) => !has.includes(subnet));
  const actual = (Options as Record<string, string> | undefined)?.[mtuOption];
  const differs =
    (missing !== undefined && `has the range ${has.join(', ')}, and ${missing} is wanted`) ||
    (ipv6 !== undefined && ipv6 !== Boolean(EnableIPv6) && `has ${ipv6 ? 'no ' : ''}IPv6`) ||
    (mtu !== undefined && actual !== String(mtu) && `has ${actual ?? 'the usual'} as its MTU, not ${mtu}`);
  if (!differs) return;
  throw new EngineError('engine', `the project's network ${Name} is there already and ${differs}`, {
    hint: '`outrider down` ends the pods that are on it; the next `up` makes it anew.',
  });
}

function isIpv6(subnet: string): boolean {
  return subnet.includes(':');
}

/** A unique local /64 (RFC 4193) that is always the same for a project. */
export function ipv6Subnet(project: string): string {
  const hex = createHash('sha256').update(project).digest('hex');
  return `fd${hex.slice(0, 2)}:${hex.slice(2, 6)}:${hex.slice(6, 10)}:${hex.slice(10, 14)}::/64`;
}
