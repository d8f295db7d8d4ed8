import type { ServiceView } from '../../../events/view.ts';
import { uidOf } from '../../../pod/uid.ts';
import { type ApiObject, fieldAt } from '../api-object.ts';

type Endpoint = ServiceView['endpoints'][number];

/** What is behind a Service, and where it is shown. */
export interface Behind {
  readonly service: ApiObject;
  readonly view: ServiceView;
  readonly nodeName: string;
  readonly podUid: (pod: string) => string;
}

/** The Endpoints of a Service. Source: kubernetes `pkg/controller/endpoint/endpoints_controller.go`. */
export function endpointsObject({ service, view, nodeName, podUid }: Behind): ApiObject {
  const { name, namespace, creationTimestamp, labels } = service.metadata;
  const addressOf = (one: Endpoint): object => ({
    ip: one.ip,
    nodeName,
    ...(one.pod !== undefined && { targetRef: podReference(one.pod, namespace, podUid) }),
  });
  const subsets = groups(view).map(({ ports, endpoints }) => ({
    ...addressesUnder('addresses', endpoints.filter(isReady).map(addressOf)),
    ...addressesUnder('notReadyAddresses', endpoints.filter((one) => !isReady(one)).map(addressOf)),
    ...(ports.length > 0 && { ports: ports.map(withoutEmptyName) }),
  }));
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      ...{
        name,
        ...(namespace !== undefined && { namespace }),
        uid: uidOf(service.metadata.uid ?? '', 'Endpoints'),
      },
      ...(creationTimestamp !== undefined && { creationTimestamp }),
      labels: {
        ...labels,
        ...headlessLabel(service),
        'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
      },
    },
    ...(subsets.length > 0 && { subsets }),
  };
}

/** The EndpointSlice of a Service. Source: kubernetes `staging/src/k8s.io/endpointslice`. */
export function endpointSliceObject({ service, view, nodeName, podUid }: Behind): ApiObject {
  const { name, namespace, creationTimestamp, uid = '', labels } = service.metadata;
  const [group] = groups(view);
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...{ name: `${name}-${uidOf(uid).slice(0, 5)}`, ...(namespace !== undefined && { namespace }) },
      ...{ generateName: `${name}-`, uid: uidOf(uid, 'EndpointSlice') },
      ...(creationTimestamp !== undefined && { creationTimestamp }),
      labels: {
        ...labels,
        ...headlessLabel(service),
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
      },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    addressType: 'IPv4',
    endpoints: view.endpoints.map((one) => ({
      addresses: [one.ip],
      conditions: {
        ...{ ready: one.ready && !one.terminating, serving: one.ready, terminating: one.terminating },
      },
      nodeName,
      ...(one.pod !== undefined && { targetRef: podReference(one.pod, namespace, podUid) }),
    })),
    ports: group?.ports ?? portsOf(view, undefined),
  };
}

interface Port {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

interface Group {
  readonly ports: readonly Port[];
  readonly endpoints: readonly Endpoint[];
}

/** Addresses with the same ports belong together. */
function groups(view: ServiceView): readonly Group[] {
  const found = new Map<string, Group>();
  for (const endpoint of view.endpoints) {
    const key = JSON.stringify(endpoint.ports);
    const group = found.get(key) ?? { ports: portsOf(view, endpoint), endpoints: [] };
    found.set(key, { ...group, endpoints: [...group.endpoints, endpoint] });
  }
  return [...found.values()];
}

function portsOf(view: ServiceView, endpoint: Endpoint | undefined): readonly Port[] {
  return view.ports.flatMap(({ name, protocol, targetPort }, at) => {
    const port = endpoint ? endpoint.ports[at] : typeof targetPort === 'number' ? targetPort : undefined;
    return port === null || port === undefined ? [] : [{ name: name ?? '', port, protocol }];
  });
}

/** Only slices name a port that has no name. */
function withoutEmptyName({ name, ...port }: Port): object {
  return name === '' ? port : { name, ...port };
}

function headlessLabel({ spec }: ApiObject): Readonly<Record<string, string>> {
  return fieldAt(spec, 'clusterIP') === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
}

function addressesUnder(name: string, addresses: readonly object[]): object {
  return addresses.length === 0 ? {} : { [name]: addresses };
}

function isReady({ ready, terminating }: Endpoint): boolean {
  return ready && !terminating;
}

function podReference(pod: string, namespace: string | undefined, podUid: Behind['podUid']): object {
  return { kind: 'Pod', namespace, name: pod, uid: podUid(pod) };
}
