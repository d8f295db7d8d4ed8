import type { RunObjects } from '../../control/protocol.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { isOfMesh } from '../../pod/mesh-kinds.ts';
import type { Pod } from '../../pod/model.ts';
import type { KubernetesObject } from '../../pod/origin.ts';
import type { ApiObject } from '../objects/api-object.ts';
import { nameOf, namespaceOf } from '../objects/documents.ts';
import type { KindSchemas } from '../objects/kind-schemas.ts';
import type { NodeFacts } from '../objects/node-facts.ts';
import { established } from '../objects/plain/definition.ts';
import type { EphemeralContainers } from '../store/ephemeral-containers.ts';
import { definitionsKey } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';
import { type Derived, deriveCluster, deriveRun, shownNamespace } from './derive.ts';
import { createEventLog } from './event-log.ts';
import { createIncarnations, type Incarnations } from './incarnations.ts';
import { afterEvent, type KnownRun, newRun } from './known-run.ts';
import { createMemo, type Memo } from './memo.ts';
import { releaseWritten } from './release-written.ts';

/** A run, for as long as it is there: the process that supervises some pods of a project. */
export interface RunKey {
  readonly project: string;
  readonly pid: number;
}

/** Puts what runs tell into the store, as objects of the API. What clients have written there stays. */
export interface Pump {
  event(run: RunKey, event: OutriderEvent): void;
  /** What a run was given. Nothing of a run is shown before. */
  objects(run: RunKey, told: RunObjects): void;
  gone(run: RunKey): void;
  /** A document as it stands in the files of a run, by where it is shown. */
  written(kind: string, namespace: string, name: string): Written | undefined;
}

export interface Written {
  readonly project: string;
  readonly document: KubernetesObject;
  /** Every document of that run: what belongs together is applied together. */
  readonly documents: readonly KubernetesObject[];
}

export interface PumpPorts {
  readonly store: Store;
  /** What clients have added to pods. */
  readonly ephemeral?: EphemeralContainers;
  readonly node: NodeFacts;
  /** Pods of several projects are shown in a namespace each. */
  readonly namespaceAProject: boolean;
  /** What clients have written, as `RESOURCE NAMESPACE/NAME`: the files of a run say nothing of it until somebody brings another file. */
  readonly written?: Set<string>;
  /** Completes objects of custom kinds; without it they are shown as they are written. */
  readonly kinds?: Pick<KindSchemas, 'complete'>;
  /** The definitions of a mesh's kinds, which are served as long as a run has documents of such a kind. */
  readonly meshDefinitions?: () => readonly (Pick<ApiObject, 'apiVersion' | 'kind' | 'metadata'> & {
    readonly spec: object;
  })[];
}

export function createPump(ports: PumpPorts): Pump {
  const { store, node } = ports;
  const runs = new Map<string, Followed>();
  const log = createEventLog(store);
  const shown = new Map<string, Derived>();
  const of = ({ project, pid }: RunKey): Followed => {
    const key = `${project} ${pid}`;
    const found = runs.get(key) ?? {
      ...{ run: newRun(project), isTold: false, early: [], memo: createMemo() },
    };
    runs.set(key, found);
    return found;
  };
  const definitions = definitionsOf(runs, ports);
  const cluster = deriveCluster(node);
  const incarnations = createIncarnations();
  const show = (): void => {
    const derived = [...runs.values()].filter(({ isTold }) => isTold).flatMap(derive);
    const all = [...cluster, ...definitions(), ...derived].filter((one) => !ports.written?.has(keyOf(one)));
    // Objects of a custom kind can be shown once the kind is there.
    if (putAll(ports, shown, all)) show();
  };
  const derive = ({ run, memo }: Followed): readonly Derived[] => {
    const uidOfPod = (pod: Pick<Pod, 'namespace' | 'name'>): string => incarnations.uid(run.project, pod);
    const made = deriveRun(run, { ...ports, uidOfPod, remember: memo.remember });
    memo.sweep();
    return made;
  };
  const tell = ({ run }: Followed, event: OutriderEvent): void => {
    const pod = run.told.pods.find(({ name }) => name === event.pod);
    if (!pod) return;
    const namespace = shownNamespace(pod, run.project, ports);
    const podUid = incarnations.uid(run.project, pod);
    log.tell(event, { namespace, pod, podUid, nodeName: node.name });
    if (event.type === 'PodRemoved') log.forget(namespace, pod.name);
  };
  show();
  ports.ephemeral?.onChange(show);
  return {
    event: (key, event) => {
      if (event.type === 'Log') return;
      const followed = of(key);
      followed.run = afterEvent(followed.run, event);
      if (!followed.isTold) return void followed.early.push(event);
      noteIncarnations(incarnations, followed.run, [event.pod]);
      tell(followed, event);
      show();
    },
    objects: (key, told) => {
      const followed = of(key);
      const known = [...runs.values()].flatMap(({ run }) => run.told.documents);
      followed.run = { ...followed.run, told };
      followed.isTold = true;
      noteIncarnations(incarnations, followed.run);
      releaseWritten(told.documents, known, { ...ports, project: key.project });
      for (const event of followed.early.splice(0)) tell(followed, event);
      show();
    },
    gone: ({ project, pid }) => {
      const followed = runs.get(`${project} ${pid}`);
      runs.delete(`${project} ${pid}`);
      for (const pod of followed?.run.told.pods ?? [])
        log.forget(shownNamespace(pod, project, ports), pod.name);
      show();
    },
    written: (kind, namespace, name) => findWritten(runs.values(), ports, { kind, namespace, name }),
  };
}

/** What the definitions of a mesh add: nothing where no run has a document of their kinds. Each is always the same object. */
function definitionsOf(
  runs: ReadonlyMap<string, Followed>,
  { meshDefinitions = () => [] }: Pick<PumpPorts, 'meshDefinitions'>,
): () => readonly Derived[] {
  let made: readonly Derived[] | undefined;
  return () => {
    const isMesh = [...runs.values()].some(({ run }) =>
      run.told?.documents.some(({ apiVersion }) => isOfMesh(apiVersion)),
    );
    if (!isMesh) return [];
    made ??= meshDefinitions().map((one) => ({ resource: definitionsKey, object: established({ ...one }) }));
    return made;
  };
}

/** @param names of pods; all of the run when absent. */
function noteIncarnations(incarnations: Incarnations, run: KnownRun, names?: readonly string[]): void {
  for (const pod of run.told.pods) {
    const view = names === undefined || names.includes(pod.name) ? run.view.pods[pod.name] : undefined;
    if (view) incarnations.note(run.project, pod, view.created, run.newest.get(pod.name) ?? view.created);
  }
}

interface Followed {
  run: KnownRun;
  /** Whether it has said what it was given. */
  isTold: boolean;
  /** What was told before. */
  readonly early: OutriderEvent[];
  readonly memo: Memo;
}

/**
 * Puts what has changed since the last time, and removes what is not shown any more; what a client has changed meanwhile stays as the
 * client left it until the run says something new about it.
 *
 * @returns whether a kind was defined that was not there.
 */
function putAll(
  { store, written }: { readonly store: Store; readonly written?: ReadonlySet<string> },
  shown: Map<string, Derived>,
  derived: readonly Derived[],
): boolean {
  const next = new Map(derived.map((one) => [keyOf(one), one]));
  for (const [key, { resource, object }] of shown)
    if (!next.has(key)) {
      if (!written?.has(key)) store.remove(resource, object.metadata.namespace, object.metadata.name);
      shown.delete(key);
    }
  let isNew = false;
  for (const [key, one] of next) {
    const last = shown.get(key);
    if (last && isSame(last.object, one.object)) continue;
    shown.set(key, one);
    store.put(one.resource, one.object);
    isNew ||= one.resource === definitionsKey;
  }
  return isNew;
}

function isSame(one: ApiObject, other: ApiObject): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function keyOf({ resource, object }: Derived): string {
  return `${resource} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

function findWritten(
  runs: Iterable<Followed>,
  { namespaceAProject }: PumpPorts,
  wanted: { readonly kind: string; readonly namespace: string; readonly name: string },
): Written | undefined {
  for (const { run } of runs) {
    const { project, told } = run;
    const place = { project, since: '', ...(namespaceAProject && { namespace: project }) };
    const document = told.documents.find(
      (one) =>
        one['kind'] === wanted.kind &&
        nameOf(one) === wanted.name &&
        namespaceOf(one, place) === wanted.namespace,
    );
    if (document) return { project, document, documents: told.documents };
  }
  return undefined;
}
