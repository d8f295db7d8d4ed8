import * as z from 'zod';
import { captureDefaults } from '../../pod/capture-defaults.ts';
import { honoured } from './fidelity.ts';
import { flag, id, label, port } from './scalars.ts';

const item = z.union([z.string(), z.int()]);
const list = z.union([z.string(), z.int(), z.array(item)]);
const ids = z.union([id, z.array(id)]);

/** An option and what holds without it. */
function option<T extends z.ZodType>(schema: T, name: keyof typeof captureDefaults, note = '') {
  const value = captureDefaults[name];
  const items = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  const held = items.length > 0 ? `default \`${items.join(', ')}\`` : 'default: none';
  return honoured(schema, note === '' ? held : `${note}; ${held}`);
}

const PORTS = 'ports and ranges';
const RANGES = 'IPv4 and IPv6 address ranges';

/**
 * The mapping inside the annotation `outrider.dev/capture`: the keys of `CaptureOptions`, all of them optional. A list
 * may be written as one text with commas, as in Istio's annotations.
 */
export const captureOptions = z.object({
  proxy: honoured(label, 'the container that takes the traffic; default: `istio-proxy`, or the only sidecar'),
  mode: option(z.enum(['REDIRECT', 'TPROXY', 'NONE']), 'mode'),
  proxyUid: honoured(id, 'default: the proxy’s `runAsUser`, else 1337, and 0 in TPROXY mode'),
  proxyGid: honoured(id, 'default: the proxy’s `runAsGroup`, else 1337'),
  inboundPort: option(port, 'inboundPort'),
  outboundPort: option(port, 'outboundPort'),
  dnsPort: option(port, 'dnsPort'),
  captureDns: option(flag, 'captureDns'),
  tunnelPort: option(port, 'tunnelPort', 'never captured inbound'),
  tproxyMark: option(z.int().min(1).max(0xfffffffe), 'tproxyMark'),
  tproxyRouteTable: option(z.int().min(1).max(0xffffffff), 'tproxyRouteTable'),
  includeInboundPorts: option(list, 'includeInboundPorts', PORTS),
  excludeInboundPorts: option(list, 'excludeInboundPorts', PORTS),
  includeOutboundPorts: option(list, 'includeOutboundPorts', PORTS),
  excludeOutboundPorts: option(list, 'excludeOutboundPorts', PORTS),
  includeOutboundIPRanges: option(list, 'includeOutboundIPRanges', RANGES),
  excludeOutboundIPRanges: option(list, 'excludeOutboundIPRanges', RANGES),
  excludeInterfaces: option(list, 'excludeInterfaces'),
  includeOutboundOwnerGroups: option(list, 'includeOutboundOwnerGroups', 'group ids'),
  excludeOutboundOwnerGroups: option(list, 'excludeOutboundOwnerGroups', 'group ids'),
  bypassUids: option(ids, 'bypassUids', 'user ids that are left alone'),
  ipFamilies: option(z.array(z.enum(['ipv4', 'ipv6'])), 'ipFamilies'),
  dropInvalid: option(flag, 'dropInvalid'),
  quic: option(z.enum(['allow', 'reject']), 'quic', 'UDP to port 443'),
  backend: option(z.enum(['auto', 'iptables', 'nftables']), 'backend'),
  startAfter: honoured(label, 'the plain init container after which the rules go on; default: before all'),
});
export type CaptureInput = z.output<typeof captureOptions>;
