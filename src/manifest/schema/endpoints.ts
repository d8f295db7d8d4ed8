import * as z from 'zod';
import { honoured, ignored, required } from './fidelity.ts';
import { flag, port, text } from './scalars.ts';

/** Where `EndpointSlice` is. */
export const sliceVersion = 'discovery.k8s.io/v1';

const ONE_NODE = 'there is one node';
const NO_REFERENCE = 'the address counts';

const protocol = honoured(z.enum(['TCP', 'UDP', 'SCTP']), 'nothing leads an SCTP port on');
const appProtocol = ignored('nothing here looks at it');

const address = z.object({
  ip: required(text, 'IPv4; an IPv6 address is left out'),
  hostname: honoured(text),
  nodeName: ignored(ONE_NODE),
  targetRef: ignored(NO_REFERENCE),
});

const subset = z.object({
  addresses: honoured(z.array(address)),
  notReadyAddresses: honoured(z.array(address)),
  ports: honoured(z.array(z.object({ name: honoured(text), port: required(port), protocol, appProtocol }))),
});

/** core/v1 Endpoints. */
export const endpointsShape = { subsets: honoured(z.array(subset)) };

const conditions = z.object({
  ready: honoured(flag, 'without it, it is'),
  serving: ignored('`ready` counts'),
  terminating: ignored('`ready` counts'),
});

const endpoint = z.object({
  addresses: required(z.array(text), 'the first one counts, as for kube-proxy'),
  conditions: honoured(conditions),
  hostname: honoured(text),
  nodeName: ignored(ONE_NODE),
  zone: ignored(ONE_NODE),
  hints: ignored(ONE_NODE),
  deprecatedTopology: ignored(ONE_NODE),
  targetRef: ignored(NO_REFERENCE),
});

/** discovery.k8s.io/v1 EndpointSlice. */
export const sliceShape = {
  addressType: honoured(z.enum(['IPv4', 'IPv6', 'FQDN']), 'only IPv4 leads anywhere'),
  endpoints: honoured(z.array(endpoint)),
  ports: honoured(z.array(z.object({ name: honoured(text), port: honoured(port), protocol, appProtocol }))),
};
