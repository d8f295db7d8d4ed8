import type { PodView } from '../../events/view.ts';
import type { Pod } from '../../pod/model.ts';
import type { KubernetesObject } from '../../pod/origin.ts';
import { type ApiObject, inSeconds } from '../objects/api-object.ts';
import { type DocumentPlace, nameOf, namespaceOf, shownDocument } from '../objects/documents.ts';
import type { KindSchemas } from '../objects/kind-schemas.ts';
import type { NodeFacts } from '../objects/node-facts.ts';
import { claimObjects } from '../objects/plain/claims.ts';
import { namespaceObject, nodeObject, serviceAccountObject } from '../objects/plain/cluster.ts';
import { configMapObject, secretObject } from '../objects/plain/data.ts';
import { established } from '../objects/plain/definition.ts';
import { podObject } from '../objects/pod/pod-object.ts';
import { endpointSliceObject, endpointsObject } from '../objects/services/endpoints.ts';
import { serviceObject } from '../objects/services/service-object.ts';
import { madeMetadata } from '../objects/workloads/made-labels.ts';
import { ownerOf, workloadOf } from '../objects/workloads/owners.ts';
import { workloadObjects } from '../objects/workloads/workload-objects.ts';
import type { EphemeralContainers } from '../store/ephemeral-containers.ts';
import { definitionsKey, resourceOfKind, schemaOf, storeKey } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';
import type { KnownRun } from './known-run.ts';
import type { Remember } from './memo.ts';

/** What is shown, with the resource under which the store keeps it. */
export interface Derived {
  readonly resource: string;
  readonly object: ApiObject;
}

export interface DeriveOptions {
  readonly node: NodeFacts;
  /** Pods of several projects are shown in a namespace each. */
  readonly namespaceAProject: boolean;
  readonly store: Pick<Store, 'get' | 'list'>;
  /** What clients have added to pods. */
  readonly ephemeral?: Pick<EphemeralContainers, 'of'> | undefined;
  /** Completes objects of custom kinds; without it they are shown as they are written. */
  readonly kinds?: Pick<KindSchemas, 'complete'>;
}

/** What a pass over a run needs besides: it makes anew only what has changed since the pass before. */
export interface DerivePass extends DeriveOptions {
  readonly uidOfPod: (pod: Pick<Pod, 'namespace' | 'name'>) => string;
  readonly remember: Remember;
}

/** Every object that follows from what a run was given and has told. */
export function deriveRun(run: KnownRun, options: DerivePass): readonly Derived[] {
  const { remember, store } = options;
  const { since, namespace: where } = placeOf(run, options);
  const place = remember('place', [since, where], () => placeOf(run, options));
  const { told } = run;
  const { documents } = told;
  const shown = run.told.pods.flatMap((pod) => {
    const view = run.view.pods[pod.name];
    return view && !view.removed ? [{ pod, view }] : [];
  });
  const pods = shown.map(({ pod }) => pod);
  const uids = shown.map(({ pod }) => options.uidOfPod(pod)).join();
  const kinds = store.list(definitionsKey).objects;
  const around = { run, shown, place, options };
  return [
    ...shown.map((one) => {
      const { pod, view } = one;
      const of = [
        view,
        told,
        place,
        run.newest.get(pod.name),
        options.uidOfPod(pod),
        ...addedTo(one, around),
      ];
      return remember(`pod ${pod.name}`, of, () => derivedPod(one, run, place, options));
    }),
    ...documents.flatMap((document, at) => {
      const of = [document, place, uids, ...kinds, ...behindDocument(document, around)];
      return remember(`document ${at}`, of, () => derivedDocument(document, around));
    }),
    ...remember('around', [told, place, uids], () => derivedAround(pods, documents, place)),
  ];
}

/** The containers that clients have added to a pod. */
function addedTo({ pod, view }: Shown, { run, options }: Around): readonly unknown[] {
  const namespace = shownNamespace(pod, run.project, options);
  return options.ephemeral?.of({ namespace, name: pod.name, created: inSeconds(view.created) }) ?? [];
}

/** What the object of a document shows besides the document: the pods of a workload, and what is behind a Service. */
function behindDocument(document: KubernetesObject, { run, shown }: Around): readonly unknown[] {
  if (document['kind'] === 'Service') return [run.view.services[serviceKey(document)]];
  return shown.filter(({ pod }) => workloadOf(pod, run.told.documents) === document).map(({ view }) => view);
}

/** What pods and documents need, and nobody has written. */
function derivedAround(
  pods: readonly Pod[],
  documents: readonly KubernetesObject[],
  place: DocumentPlace,
): readonly Derived[] {
  return [
    ...claimObjects(documents, pods, place).map((object) => ({ resource: 'persistentvolumeclaims', object })),
    ...namespacesOf(pods, documents, place).flatMap((name) => [
      { resource: 'namespaces', object: namespaceObject(name, place.since) },
      ...accountsOf(name, pods, documents, place),
    ]),
  ];
}

/** What is there without any run. */
export function deriveCluster(node: NodeFacts): readonly Derived[] {
  return [
    { resource: 'nodes', object: nodeObject(node) },
    { resource: 'namespaces', object: namespaceObject('default', node.since) },
    { resource: 'serviceaccounts', object: serviceAccountObject('default', 'default', node.since) },
  ];
}

/** The namespace under which a pod is shown. */
export function shownNamespace(
  pod: Pick<Pod, 'namespace'>,
  project: string,
  { namespaceAProject }: Pick<DeriveOptions, 'namespaceAProject'>,
): string {
  return namespaceAProject ? project : pod.namespace;
}

interface Shown {
  readonly pod: Pod;
  readonly view: PodView;
}

function placeOf(run: KnownRun, { namespaceAProject, node }: DeriveOptions): DocumentPlace {
  const made = Object.values(run.view.pods).map(({ created }) => created);
  const since = inSeconds(made.sort()[0] ?? node.since);
  return { project: run.project, since, ...(namespaceAProject && { namespace: run.project }) };
}

function derivedPod(
  { pod, view }: Shown,
  run: KnownRun,
  place: DocumentPlace,
  { node, store, ephemeral, uidOfPod, ...options }: DerivePass,
): Derived {
  const namespace = shownNamespace(pod, run.project, options);
  const workload = workloadOf(pod, run.told.documents);
  const known = {
    ...{ pod, view, namespace, uid: uidOfPod(pod), documents: run.told.documents },
    ...(workload && { owner: ownerOf(workload, place), made: madeMetadata(workload, pod, place) }),
    idOf: (container: string, attempt: number) => run.ids.get(`${pod.name}/${container}/${attempt}`),
    at: run.newest.get(pod.name) ?? view.created,
    ephemeral: ephemeral?.of({ namespace, name: pod.name, created: inSeconds(view.created) }) ?? [],
  };
  return { resource: 'pods', object: podObject(known, node, store.get('pods', namespace, pod.name)) };
}

interface Around {
  readonly run: KnownRun;
  readonly shown: readonly Shown[];
  readonly place: DocumentPlace;
  readonly options: DerivePass;
}

const workloads = [
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'],
];

/** A document of a kind that is served; those of pods and claims are shown as such. */
function derivedDocument(document: KubernetesObject, around: Around): readonly Derived[] {
  const { place, options, shown, run } = around;
  const { apiVersion, kind } = document;
  const resource = resourceOfKind(options.store, String(apiVersion), String(kind));
  if (!resource) return [];
  const plain = storeKey(resource);
  switch (kind) {
    case 'Pod':
    case 'PersistentVolumeClaim':
    case 'Endpoints':
    case 'EndpointSlice':
    case 'Namespace':
    case 'Node':
      return [];
    case 'Secret':
      return [{ resource: plain, object: secretObject(document, place) }];
    case 'ConfigMap':
      return [{ resource: plain, object: configMapObject(document, place) }];
    case 'Service':
      return derivedService(document, around);
    case 'CustomResourceDefinition':
      return [{ resource: plain, object: established(shownDocument(document, place, false)) }];
    default:
  }
  if (!workloads.includes(String(kind)))
    return [
      { resource: plain, object: customObject(shownDocument(document, place, resource.namespaced), options) },
    ];
  const views = shown
    .filter(({ pod }) => workloadOf(pod, run.told.documents) === document)
    .map(({ view }) => view);
  return workloadObjects(document, views, place).flatMap((object) => {
    const own = resourceOfKind(options.store, object.apiVersion, object.kind);
    return own ? [{ resource: storeKey(own), object }] : [];
  });
}

/** A server keeps objects of custom kinds with the defaults of their schema, which controllers rely on. */
function customObject(object: ApiObject, { store, kinds }: DeriveOptions): ApiObject {
  const schema = kinds && schemaOf(store, object);
  return schema ? kinds.complete(schema, object) : object;
}

function derivedService(document: KubernetesObject, { run, place, options }: Around): readonly Derived[] {
  const view = run.view.services[serviceKey(document)];
  const service = serviceObject(document, view, place);
  const derived = { resource: 'services', object: service };
  if (!view || view.serviceType === 'ExternalName') return [derived];
  const [namespace = ''] = serviceKey(document).split('/');
  const podUid = (name: string): string => options.uidOfPod({ namespace, name });
  const behind = { service, view, nodeName: options.node.name, podUid };
  return [
    derived,
    { resource: 'endpoints', object: endpointsObject(behind) },
    { resource: 'endpointslices.discovery.k8s.io', object: endpointSliceObject(behind) },
  ];
}

/** What events call a Service: its own namespace, wherever it is shown, and its name. */
function serviceKey(document: KubernetesObject): string {
  const { namespace = 'default' } = (document['metadata'] ?? {}) as { readonly namespace?: string };
  return `${namespace}/${nameOf(document)}`;
}

function namespacesOf(
  pods: readonly Pod[],
  documents: readonly KubernetesObject[],
  place: DocumentPlace,
): readonly string[] {
  if (place.namespace !== undefined) return [place.namespace];
  return [
    ...new Set([
      ...pods.map(({ namespace }) => namespace),
      ...documents.map((document) => namespaceOf(document, place)),
    ]),
  ];
}

function accountsOf(
  namespace: string,
  pods: readonly Pod[],
  documents: readonly KubernetesObject[],
  place: DocumentPlace,
): readonly Derived[] {
  const written = documents.filter(
    (one) => one['kind'] === 'ServiceAccount' && namespaceOf(one, place) === namespace,
  );
  const names = new Set(written.map(nameOf));
  const needed = ['default', ...pods.flatMap((pod) => accountOf(pod, documents))];
  return [...new Set(needed)]
    .filter((name) => !names.has(name))
    .map((name) => ({
      resource: 'serviceaccounts',
      object: serviceAccountObject(namespace, name, place.since),
    }));
}

function accountOf({ origin }: Pod, documents: readonly KubernetesObject[]): readonly string[] {
  let part: unknown = origin && documents[origin.at];
  for (const key of [...(origin?.path ?? []), 'spec', 'serviceAccountName'])
    part = (part as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof part === 'string' ? [part] : [];
}
