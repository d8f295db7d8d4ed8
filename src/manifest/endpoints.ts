import type { GivenEndpoint } from '../pod/service.ts';
import type { SourceDocument } from './documents.ts';
import type { ObjectOf } from './schema/kinds.ts';
import { type EndpointsSource, nameOf, namespaceOf } from './sources.ts';

/** The label by which a slice belongs to a Service. */
const serviceLabel = 'kubernetes.io/service-name';

/** It belongs to the Service of its own name. */
export function toEndpoints(
  { metadata, subsets = [] }: ObjectOf<'Endpoints'>,
  document: SourceDocument,
): EndpointsSource {
  const endpoints = subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) =>
    [
      ...addresses.map((one) => ({ ...one, ready: true })),
      ...notReadyAddresses.map((one) => ({ ...one, ready: false })),
    ].flatMap(({ ip, hostname, ready }) => endpointOf(ip, hostname, ready, ports)),
  );
  return {
    ...{ document, kind: 'Endpoints', namespace: namespaceOf(metadata) },
    service: nameOf(metadata),
    endpoints,
  };
}

/** Source: kubernetes `staging/src/k8s.io/api/discovery/v1`: no condition means ready, and the first address counts. */
export function toSlice(
  { metadata, addressType = 'IPv4', endpoints = [], ports = [] }: ObjectOf<'EndpointSlice'>,
  document: SourceDocument,
): EndpointsSource {
  const found = addressType === 'IPv4' ? endpoints : [];
  return {
    ...{ document, kind: 'EndpointSlice', namespace: namespaceOf(metadata) },
    service: metadata.labels?.[serviceLabel],
    endpoints: found.flatMap(({ addresses, hostname, conditions }) =>
      endpointOf(addresses[0] ?? '', hostname, conditions?.ready ?? true, ports),
    ),
  };
}

function endpointOf(
  ip: string,
  hostname: string | undefined,
  ready: boolean,
  ports: readonly {
    readonly name?: string | undefined;
    readonly port?: number | undefined;
    readonly protocol?: string | undefined;
  }[],
): readonly GivenEndpoint[] {
  if (!isIPv4(ip)) return [];
  return [
    {
      ip,
      ...(hostname !== undefined && { hostname }),
      ready,
      ports: ports.flatMap(({ name, port, protocol = 'TCP' }) =>
        port === undefined || (protocol !== 'TCP' && protocol !== 'UDP')
          ? []
          : [{ ...(name && { name }), port, protocol }],
      ),
    },
  ];
}

function isIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}
