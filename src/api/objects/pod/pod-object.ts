import type { PodView } from '../../../events/view.ts';
import type { Container, Pod } from '../../../pod/model.ts';
import type { KubernetesObject } from '../../../pod/origin.ts';
import type { EphemeralContainer } from '../../store/ephemeral-containers.ts';
import { type ApiObject, fieldAt, inSeconds } from '../api-object.ts';
import type { NodeFacts } from '../node-facts.ts';
import { type Condition, conditionsOf } from './conditions.ts';
import { containerStatus, type StatusSurroundings } from './container-status.ts';
import { ephemeralStatus } from './ephemeral.ts';
import { qosClass } from './qos.ts';
import { completedSpec } from './spec-defaults.ts';
import { specOf } from './written.ts';

/** A pod, and what is known of it. */
export interface KnownPod {
  readonly pod: Pod;
  readonly view: PodView;
  /** The namespace under which the API shows it. */
  readonly namespace: string;
  readonly uid: string;
  /** The documents of its files. */
  readonly documents: readonly KubernetesObject[];
  /** The workload that it belongs to. */
  readonly owner?: OwnerReference;
  /** What the workload's controller gives it. */
  readonly made?: MadeMetadata;
  readonly idOf: StatusSurroundings['idOf'];
  /** When its newest event happened, RFC 3339. */
  readonly at: string;
  /** What clients have added to it. */
  readonly ephemeral: readonly EphemeralContainer[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: true;
  readonly blockOwnerDeletion: true;
}

/** What a controller writes into the metadata of a pod that it makes. */
export interface MadeMetadata {
  readonly generateName: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The pod as the API shows it. @param before as it was shown last. */
export function podObject(known: KnownPod, node: NodeFacts, before: ApiObject | undefined): ApiObject {
  const added = known.ephemeral.map((container) => container.spec);
  const completed = completedSpec(specOf(known.pod, known.documents), node.name);
  const spec = { ...completed, ...(added.length > 0 && { ephemeralContainers: added }) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadataOf(known),
    spec,
    status: statusOf(known, spec, node, before),
  };
}

function metadataOf({ pod, view, namespace, uid, owner, made }: KnownPod): ApiObject['metadata'] {
  const { annotations } = pod;
  const labels = { ...pod.labels, ...made?.labels };
  const { terminating } = view;
  const end = terminating?.deleted && Date.parse(terminating.since) + terminating.graceSeconds * 1000;
  return {
    ...{ name: pod.name, namespace, uid, generation: 1 },
    ...(made && { generateName: made.generateName }),
    creationTimestamp: inSeconds(view.created),
    ...(end && {
      deletionTimestamp: inSeconds(new Date(end).toISOString()),
      deletionGracePeriodSeconds: terminating.graceSeconds,
    }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(owner && { ownerReferences: [owner] }),
  };
}

function statusOf(
  known: KnownPod,
  spec: Readonly<Record<string, unknown>>,
  node: NodeFacts,
  before: ApiObject | undefined,
): Readonly<Record<string, unknown>> {
  const { pod, view, at } = known;
  const earlier = (fieldAt(before, 'status', 'conditions') ?? []) as readonly Condition[];
  const isSame =
    before?.metadata.uid === known.uid && before.metadata.creationTimestamp === inSeconds(view.created);
  const conditions = conditionsOf({
    ...{ view, at, readinessGates: pod.readinessGates },
    before: isSame ? earlier : [],
  });
  const statuses = (list: readonly Container[]): readonly object[] => statusesOf(list, known, spec);
  return {
    observedGeneration: 1,
    phase: view.phase,
    conditions,
    ...failureOf(view),
    ...{ hostIP: node.address, hostIPs: [{ ip: node.address }] },
    ...(view.ip !== undefined && { podIP: view.ip, podIPs: [{ ip: view.ip }] }),
    startTime: inSeconds(view.created),
    ...(pod.initContainers.length > 0 && { initContainerStatuses: statuses(pod.initContainers) }),
    containerStatuses: statuses(pod.containers),
    ...(known.ephemeral.length > 0 && { ephemeralContainerStatuses: known.ephemeral.map(ephemeralStatus) }),
    qosClass: qosClass(spec),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function statusesOf(
  list: readonly Container[],
  { pod, view, idOf, namespace, uid }: KnownPod,
  spec: Fields,
): readonly object[] {
  const podWords = `${pod.name}_${namespace}(${uid})`;
  const asked = [spec['initContainers'] ?? [], spec['containers']].flat() as readonly Fields[];
  const resourcesOf = (wanted: string): Fields =>
    (asked.find(({ name }) => name === wanted)?.['resources'] ?? {}) as Fields;
  const around = { idOf, podWords, resourcesOf, hasInit: pod.initContainers.length > 0 };
  return list.flatMap((container) => {
    const found = view.containers.find(({ name }) => name === container.name);
    return found ? [containerStatus(container, found, around)] : [];
  });
}

/** The kubelet gives a reason where it has ended the pod itself. */
function failureOf({ outcome }: PodView): Readonly<Record<string, unknown>> {
  if (outcome?.phase !== 'Failed' || !/^it was active longer than/.test(outcome.message)) return {};
  return {
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
  };
}
