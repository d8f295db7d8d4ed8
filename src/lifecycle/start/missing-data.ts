import type { MissingData } from '../../pod/missing-data.ts';
import type { Pod } from '../../pod/model.ts';

/**
 * What the environment of a container needs and the files do not have. The container is not made without it; the others go on
 * (kubelet, `kuberuntime_container.go`: CreateContainerConfigError).
 */
export function missingOfContainer(pod: Pod, container: string): readonly MissingData[] {
  return missing(pod).filter(({ neededBy }) => 'container' in neededBy && neededBy.container === container);
}

/** What the volumes of a pod need. None of its containers starts without it (kubelet, `WaitForAttachAndMount`). */
export function missingOfVolumes(pod: Pod): readonly MissingData[] {
  return missing(pod).filter(({ neededBy }) => 'volume' in neededBy);
}

/** Why the container waits, in the words of the kubelet; undefined where nothing is missing. */
export function missingInWords(pod: Pod, container: string): string | undefined {
  const found = [...missingOfVolumes(pod), ...missingOfContainer(pod, container)];
  if (found.length === 0) return undefined;
  return found.map(({ message }) => message).join('; ');
}

function missing({ missingData = [] }: Pod): readonly MissingData[] {
  return missingData;
}
