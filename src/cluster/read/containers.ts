import type { ContainerSummary } from '../../events/types.ts';
import type { ContainerObject, ContainerStatus, PodObject } from './objects.ts';

/** The containers of a pod in start order. An init container with `restartPolicy: Always` is a sidecar (KEP-753). */
export function containersOf({ spec }: PodObject): readonly ContainerSummary[] {
  const summary = (role: ContainerSummary['role'], { name, image }: ContainerObject): ContainerSummary => ({
    name,
    role,
    image,
  });
  return [
    ...(spec.initContainers ?? []).map((one) =>
      summary(one.restartPolicy === 'Always' ? 'sidecar' : 'init', one),
    ),
    ...spec.containers.map((one) => summary('app', one)),
  ];
}

/** The statuses of all containers by name. */
export function statusesOf(pod: PodObject | undefined): ReadonlyMap<string, ContainerStatus> {
  const { initContainerStatuses = [], containerStatuses = [] } = pod?.status ?? {};
  return new Map([...initContainerStatuses, ...containerStatuses].map((status) => [status.name, status]));
}
