import type { Place } from '../transport/explain-failure.ts';

/** The label by which Outrider finds what it put on a cluster; its value is the project. */
export const projectLabel = 'outrider.dev/project';

/** The label of pods that a workload makes; its value is the workload's name. */
export const workloadLabel = 'outrider.dev/workload';

/** The annotation that tells whether a pod is as it is wanted now. */
export const specAnnotation = 'outrider.dev/spec-hash';

/** What makes pods by itself; it is removed before its pods, which it would make again. */
export const workloadKinds = [
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicasets',
  'replicationcontrollers',
  'jobs',
  'cronjobs',
] as const;

/** What else `up` may have put there. Claims stay until they are asked for. */
export const otherKinds = ['services', 'configmaps', 'secrets', 'serviceaccounts'] as const;

export function podsPath({ namespace }: Place, project?: string): string {
  const selector = project === undefined ? projectLabel : `${projectLabel}=${project}`;
  return `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`;
}

export function eventsPath({ namespace }: Place): string {
  return `/api/v1/namespaces/${namespace}/events?fieldSelector=${encodeURIComponent('involvedObject.kind=Pod')}`;
}

/** @param graceSeconds in the place of the pod's own. */
export function podPath({ namespace }: Place, name: string, graceSeconds?: number): string {
  const grace = graceSeconds === undefined ? '' : `?gracePeriodSeconds=${graceSeconds}`;
  return `/api/v1/namespaces/${namespace}/pods/${name}${grace}`;
}
