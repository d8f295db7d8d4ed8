import { completeContainer, completePod } from '../pod/complete.ts';
import type { Pod, Role } from '../pod/model.ts';

/** What the engine's list shows of a container whose pod nobody remembers. */
interface ListedMember {
  readonly name: string;
  readonly role: Role | 'tool';
  readonly image: string;
}

/**
 * A pod of which only the containers are left, in start order: enough to stop them in order, with the default grace period
 * (core/v1: 30 s) and without hooks, which only the holder remembers. Nothing of it starts again.
 */
export function skeletonPod(name: string, members: readonly ListedMember[]): Pod {
  const containers = members.flatMap(({ name: container, role, image }) =>
    role === 'tool'
      ? []
      : [
          completeContainer({
            name: container,
            role,
            image,
            imagePullPolicy: 'Never',
            ...(role === 'sidecar' && { restartPolicy: 'Always' as const }),
          }),
        ],
  );
  return completePod({
    name,
    restartPolicy: 'Never',
    initContainers: containers.filter(({ role }) => role !== 'app'),
    containers: containers.filter(({ role }) => role === 'app'),
  });
}
