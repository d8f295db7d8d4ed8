import type { Pod } from '../pod/model.ts';

/**
 * The same pod as it was before native sidecars (Kubernetes before 1.29): sidecars are ordinary app containers, so all
 * start and stop together, and one that runs for ever keeps a Job from ending.
 */
export function toLegacy(pod: Pod): Pod {
  return {
    ...pod,
    initContainers: pod.initContainers.filter(({ role }) => role === 'init'),
    containers: [
      ...pod.containers,
      ...pod.initContainers
        .filter(({ role }) => role === 'sidecar')
        .map(({ restartPolicy: _, ...container }) => container),
    ],
  };
}
