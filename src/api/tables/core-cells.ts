import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import { age } from './age.ts';
import { firstThree, labelsText, none } from './words.ts';

type Cells = (object: ApiObject, now: number) => readonly unknown[];

const created = ({ metadata }: ApiObject, now: number): string => age(metadata.creationTimestamp, now);
const nameOf = ({ metadata }: ApiObject): string => metadata.name;
const textAt = (object: ApiObject, ...path: readonly string[]): string =>
  String(fieldAt(object, ...path) ?? '');
const sizeAt = (object: ApiObject, field: string): number =>
  Object.keys((object[field] ?? {}) as object).length;

/** Rows of the core group, but for pods and events. Source: kubernetes `pkg/printers/internalversion/printers.go`. */
export const coreCells: Readonly<Record<string, Cells>> = {
  configmaps: (one, now) => [nameOf(one), sizeAt(one, 'data') + sizeAt(one, 'binaryData'), created(one, now)],
  secrets: (one, now) => [nameOf(one), textAt(one, 'type'), sizeAt(one, 'data'), created(one, now)],
  serviceaccounts: (one, now) => [nameOf(one), created(one, now)],
  namespaces: (one, now) => [nameOf(one), textAt(one, 'status', 'phase'), created(one, now)],
  'leases.coordination.k8s.io': (one, now) => [
    nameOf(one),
    textAt(one, 'spec', 'holderIdentity'),
    created(one, now),
  ],
  endpoints: (one, now) => [nameOf(one), firstThree(endpointsOf(one), none), created(one, now)],
  'endpointslices.discovery.k8s.io': (one, now) => [
    ...[nameOf(one), textAt(one, 'addressType')],
    ...[firstThree(slicePorts(one), '<unset>'), firstThree(sliceAddresses(one), '<unset>')],
    created(one, now),
  ],
  services: serviceCells,
  nodes: nodeCells,
  persistentvolumeclaims: claimCells,
};

interface Subset {
  readonly addresses?: readonly { readonly ip: string }[];
  readonly ports?: readonly { readonly port: number }[];
}

function endpointsOf(object: ApiObject): readonly string[] {
  return ((object['subsets'] ?? []) as readonly Subset[]).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)),
  );
}

function slicePorts(object: ApiObject): readonly string[] {
  const ports = (object['ports'] ?? []) as readonly { readonly name?: string; readonly port?: number }[];
  return ports.map(({ port }) => (port === undefined ? '*' : String(port)));
}

function sliceAddresses(object: ApiObject): readonly string[] {
  const endpoints = (object['endpoints'] ?? []) as readonly { readonly addresses?: readonly string[] }[];
  return endpoints.flatMap(({ addresses = [] }) => addresses);
}

interface ServiceSpec {
  readonly type?: string;
  readonly clusterIPs?: readonly string[];
  readonly externalName?: string;
  readonly selector?: object;
  readonly ports?: readonly {
    readonly port: number;
    readonly nodePort?: number;
    readonly protocol?: string;
  }[];
}

function serviceCells(object: ApiObject, now: number): readonly unknown[] {
  const {
    type = 'ClusterIP',
    clusterIPs = [],
    externalName,
    selector,
    ports = [],
  } = (object['spec'] ?? {}) as ServiceSpec;
  const ingress = fieldAt(object, 'status', 'loadBalancer', 'ingress') as
    | readonly { ip?: string }[]
    | undefined;
  const balanced = (ingress ?? []).flatMap(({ ip }) => ip ?? []).join(',') || '<pending>';
  const external =
    type === 'ExternalName' ? (externalName ?? none) : type === 'LoadBalancer' ? balanced : none;
  const words = ports.map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return [
    ...[nameOf(object), type, clusterIPs[0] ?? none, external, words.join(',') || none],
    ...[created(object, now), labelsText(selector)],
  ];
}

function nodeCells(object: ApiObject, now: number): readonly unknown[] {
  const conditions = (fieldAt(object, 'status', 'conditions') ?? []) as readonly {
    type: string;
    status: string;
  }[];
  const addresses = (fieldAt(object, 'status', 'addresses') ?? []) as readonly {
    type: string;
    address: string;
  }[];
  const ready = conditions.find(({ type }) => type === 'Ready');
  const info = (name: string): string => textAt(object, 'status', 'nodeInfo', name) || '<unknown>';
  const address = (type: string): string => addresses.find((one) => one.type === type)?.address ?? none;
  return [
    ...[nameOf(object), ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown', none],
    ...[created(object, now), textAt(object, 'status', 'nodeInfo', 'kubeletVersion')],
    ...[address('InternalIP'), address('ExternalIP')],
    ...[info('osImage'), info('kernelVersion'), info('containerRuntimeVersion')],
  ];
}

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function claimCells(object: ApiObject, now: number): readonly unknown[] {
  const volume = textAt(object, 'spec', 'volumeName');
  const modes = (fieldAt(object, 'status', 'accessModes') ?? []) as readonly string[];
  const isBound = volume !== '';
  return [
    ...[nameOf(object), textAt(object, 'status', 'phase'), volume],
    isBound ? textAt(object, 'status', 'capacity', 'storage') : '',
    isBound ? modes.map((mode) => shortModes[mode] ?? mode).join(',') : '',
    ...[textAt(object, 'spec', 'storageClassName'), '<unset>', created(object, now)],
    textAt(object, 'spec', 'volumeMode') || '<unset>',
  ];
}
