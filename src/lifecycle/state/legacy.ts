import type { Pod } from '../../pod/model.ts';

/**
 * The same pod as it was before native sidecars (Kubernetes 1.28 and older): a sidecar is one more app container, started
 * and stopped together with the others, restarted by the pod's policy, and its exit code counts. It keeps the role
 * `sidecar`, so that views and logs still tell it apart.
 */
export function toLegacy(pod: Pod): Pod {
  const sidecars = pod.initContainers
    .filter(({ role }) => role === 'sidecar')
    .map(({ restartPolicy: _, ...container }) => container);
  return {
    ...pod,
    initContainers: pod.initContainers.filter(({ role }) => role !== 'sidecar'),
    containers: [...sidecars, ...pod.containers],
  };
}
