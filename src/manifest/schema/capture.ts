import * as z from 'zod';
import { honoured } from './fidelity.ts';
import { flag, id, label, port } from './scalars.ts';

const item = z.union([z.string(), z.int()]);
const list = z.union([z.string(), z.int(), z.array(item)]);
const ids = z.union([id, z.array(id)]);

/** The mapping inside the annotation `outrider.dev/capture`: the keys of `CaptureOptions`, all of them optional. */
export const captureOptions = z.object({
  proxy: honoured(label, 'default: `istio-proxy`, or the only sidecar'),
  mode: honoured(z.enum(['REDIRECT', 'TPROXY', 'NONE'])),
  proxyUid: honoured(id, 'default: the proxy’s `runAsUser`, else 1337'),
  proxyGid: honoured(id, 'default: the proxy’s `runAsGroup`, else 1337'),
  inboundPort: honoured(port, 'default 15006'),
  outboundPort: honoured(port, 'default 15001'),
  dnsPort: honoured(port, 'default 15053'),
  captureDns: honoured(flag),
  tunnelPort: honoured(port, 'default 15008'),
  tproxyMark: honoured(z.int().min(1).max(0xfffffffe)),
  tproxyRouteTable: honoured(z.int().min(1).max(0xffffffff)),
  includeInboundPorts: honoured(list),
  excludeInboundPorts: honoured(list),
  includeOutboundPorts: honoured(list),
  excludeOutboundPorts: honoured(list),
  includeOutboundIPRanges: honoured(list),
  excludeOutboundIPRanges: honoured(list),
  excludeInterfaces: honoured(list),
  includeOutboundOwnerGroups: honoured(list),
  excludeOutboundOwnerGroups: honoured(list),
  bypassUids: honoured(ids),
  ipFamilies: honoured(z.array(z.enum(['ipv4', 'ipv6']))),
  dropInvalid: honoured(flag),
  quic: honoured(z.enum(['allow', 'reject'])),
  backend: honoured(z.enum(['auto', 'iptables', 'nftables'])),
  startAfter: honoured(label, 'a plain init container'),
});
export type CaptureInput = z.output<typeof captureOptions>;
