import type { CaptureOptions } from './model.ts';

/** Where Docker's resolver listens in every user-defined network; the only resolver whose queries are captured. */
export const dockerResolver = '127.0.0.11';

/**
 * Every default of capture, in one place. Numbers and names are Istio's; the three excluded inbound ports are those of
 * Istio's agent (metrics, readiness, status), so that a manifest behaves here as in a mesh. A list that a user gives
 * replaces the default list.
 */
export const captureDefaults: Omit<CaptureOptions, 'proxy'> = {
  mode: 'REDIRECT',
  proxyUid: 1337,
  proxyGid: 1337,
  inboundPort: 15006,
  outboundPort: 15001,
  dnsPort: 15053,
  captureDns: false,
  tunnelPort: 15008,
  tproxyMark: 1337,
  tproxyRouteTable: 133,
  includeInboundPorts: ['*'],
  excludeInboundPorts: ['15020', '15021', '15090'],
  includeOutboundPorts: [],
  excludeOutboundPorts: [],
  includeOutboundIPRanges: ['*'],
  excludeOutboundIPRanges: [],
  excludeInterfaces: [],
  includeOutboundOwnerGroups: ['*'],
  excludeOutboundOwnerGroups: [],
  bypassUids: [],
  ipFamilies: ['ipv4', 'ipv6'],
  dropInvalid: false,
  quic: 'allow',
  backend: 'auto',
};

/**
 * Completes what a user wrote. In TPROXY mode the proxy runs as root unless told otherwise: its listener needs
 * IP_TRANSPARENT, and Docker gives capabilities to root only.
 */
export function withCaptureDefaults(
  given: Partial<CaptureOptions> & Pick<CaptureOptions, 'proxy'>,
): CaptureOptions {
  const forMode = given.mode === 'TPROXY' ? { proxyUid: 0 } : {};
  return { ...captureDefaults, ...forMode, ...given };
}
