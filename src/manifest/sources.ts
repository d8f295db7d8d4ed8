import { Buffer } from 'node:buffer';
import type { GivenEndpoint } from '../pod/service.ts';
import type { SourceDocument } from './documents.ts';
import { onceForEach } from './once-for-each.ts';
import type { Path } from './problem.ts';
import type { Kind, ObjectOf, Workload } from './schema/kinds.ts';
import type { Metadata } from './schema/metadata.ts';
import type { PodSpecInput } from './schema/pod.ts';

/** A pod as it stands in a file, types checked, before defaults and references. */
export interface PodSource {
  readonly document: SourceDocument;
  readonly kind: 'Pod' | Workload;
  /** Where the pod stands in its document: nowhere deeper for a Pod, `spec.template` in a workload. */
  readonly podPath: Path;
  readonly name: string;
  readonly namespace: string;
  readonly metadata: Metadata;
  readonly spec: PodSpecInput;
  /** Of a StatefulSet: the Service that gives each pod a name, and the claims that each pod gets. */
  readonly serviceName?: string;
  readonly claimTemplates?: readonly string[];
  /** Of a Job; its deadline holds when it is shorter than the pod's own. */
  readonly job?: Omit<ObjectOf<'Job'>['spec'], 'template'>;
}

/** A ConfigMap or a Secret. */
export interface DataSource {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly document: SourceDocument;
  readonly name: string;
  readonly namespace: string;
  readonly entries: ReadonlyMap<string, Buffer>;
  /** The keys of `binaryData`. */
  readonly binary: readonly string[];
  readonly immutable: boolean;
}

export interface ServiceSource {
  readonly document: SourceDocument;
  readonly name: string;
  readonly namespace: string;
  readonly spec: ObjectOf<'Service'>['spec'];
}

/** An `Endpoints` or an `EndpointSlice`: addresses of a Service without a selector. */
export interface EndpointsSource {
  readonly document: SourceDocument;
  readonly kind: 'Endpoints' | 'EndpointSlice';
  readonly namespace: string;
  /** The Service's name; undefined for a slice that names none. */
  readonly service: string | undefined;
  /** IPv4 alone: a Service has an IPv4 address. */
  readonly endpoints: readonly GivenEndpoint[];
}

/** Everything that the files hold. */
export interface Sources {
  /** All of them, the items of a `List` one by one. */
  readonly documents: readonly SourceDocument[];
  readonly pods: readonly PodSource[];
  readonly data: readonly DataSource[];
  readonly services: readonly ServiceSource[];
  readonly endpoints: readonly EndpointsSource[];
}

export type DataKind = DataSource['kind'];

/** ConfigMaps that a cluster and Istio put into every namespace; their certificates lead nowhere here, so they are words. */
const MADE_BY_CLUSTER: Readonly<Record<string, string>> = {
  'kube-root-ca.crt': 'ca.crt',
  'istio-ca-root-cert': 'root-cert.pem',
};
const NO_CERTIFICATE = '# There is no cluster here, and so no certificate.\n';

/** The entries of a ConfigMap or a Secret; those of a cluster are there without a document. */
export function findData(
  sources: Sources,
  kind: DataKind,
  namespace: string,
  name: string,
): Pick<DataSource, 'entries' | 'binary'> | undefined {
  const found = indexOf(sources.data).get(dataKey(kind, namespace, name));
  const key =
    kind === 'ConfigMap' && Object.hasOwn(MADE_BY_CLUSTER, name) ? MADE_BY_CLUSTER[name] : undefined;
  if (found || key === undefined) return found;
  return { entries: new Map([[key, Buffer.from(NO_CERTIFICATE)]]), binary: [] };
}

function dataKey(kind: DataKind, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

/** The first one counts where there are two, which is an error anyway. */
const indexOf = onceForEach(
  (data: Sources['data']): ReadonlyMap<string, DataSource> =>
    new Map(data.toReversed().map((one) => [dataKey(one.kind, one.namespace, one.name), one])),
);

export function nameOf(metadata: Metadata): string {
  return metadata.name ?? metadata.generateName?.replace(/-$/, '') ?? '';
}

export function namespaceOf(metadata: Metadata): string {
  return metadata.namespace ?? 'default';
}

export function toDataSource<K extends DataKind>(
  kind: K,
  value: ObjectOf<DataKind>,
  document: SourceDocument,
): DataSource {
  const entries = new Map<string, Buffer>();
  const text = (map: Readonly<Record<string, string>> = {}, encoding: 'utf8' | 'base64' = 'utf8') => {
    for (const [key, content] of Object.entries(map)) entries.set(key, Buffer.from(content, encoding));
  };
  text(value.data, kind === 'Secret' ? 'base64' : 'utf8');
  if ('binaryData' in value) text(value.binaryData, 'base64');
  if ('stringData' in value) text(value.stringData);
  const { metadata } = value;
  const immutable = value.immutable === true;
  const binary = 'binaryData' in value ? Object.keys(value.binaryData ?? {}) : [];
  const named = { name: nameOf(metadata), namespace: namespaceOf(metadata) };
  return { kind, document, ...named, entries, binary, immutable };
}

export function isDataKind(kind: Kind): kind is DataKind {
  return kind === 'ConfigMap' || kind === 'Secret';
}
