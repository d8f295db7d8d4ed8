import type { Place } from '../transport/explain-failure.ts';

/** The label by which Outrider finds what it put on a cluster; its value is the project. */
export const projectLabel = 'outrider.dev/project';

/** The label of pods that a workload makes; its value is the workload's name. */
export const workloadLabel = 'outrider.dev/workload';

/** The annotation that tells whether a pod is as it is wanted now. */
export const specAnnotation = 'outrider.dev/spec-hash';

/** A kind of object, as documents and as paths name it. */
export interface Kind {
  readonly kind: string;
  readonly apiVersion: string;
  readonly plural: string;
}

const kind = (apiVersion: string, name: string): Kind => ({
  kind: name,
  apiVersion,
  plural: `${name.toLowerCase()}s`,
});

/** What makes pods by itself; it is removed before its pods, which it would make again. */
export const workloadKinds: readonly Kind[] = [
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((name) => kind('apps/v1', name)),
  kind('v1', 'ReplicationController'),
  ...['Job', 'CronJob'].map((name) => kind('batch/v1', name)),
];

/** What else `up` may have put there. */
export const otherKinds: readonly Kind[] = ['Service', 'ConfigMap', 'Secret', 'ServiceAccount'].map((name) =>
  kind('v1', name),
);

/** Claims are data: they stay until they are asked for. */
export const claims: Kind = kind('v1', 'PersistentVolumeClaim');

export function podsPath(place: Place, project?: string): string {
  return listPath(place, kind('v1', 'Pod'), project);
}

/** The objects of a kind that Outrider has put there. @param project without it, those of every project. */
export function listPath({ namespace }: Place, { apiVersion, plural }: Kind, project?: string): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const selector = project === undefined ? projectLabel : `${projectLabel}=${project}`;
  return `${group}/namespaces/${namespace}/${plural}?labelSelector=${encodeURIComponent(selector)}`;
}

export function eventsPath({ namespace }: Place): string {
  return `/api/v1/namespaces/${namespace}/events?fieldSelector=${encodeURIComponent('involvedObject.kind=Pod')}`;
}

/** @param graceSeconds in the place of the pod's own. */
export function podPath({ namespace }: Place, name: string, graceSeconds?: number): string {
  const grace = graceSeconds === undefined ? '' : `?gracePeriodSeconds=${graceSeconds}`;
  return `/api/v1/namespaces/${namespace}/pods/${name}${grace}`;
}
