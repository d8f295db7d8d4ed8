import type { Container, Pod } from '../../../pod/model.ts';
import { type KubernetesObject, writtenSpec } from '../../../pod/origin.ts';

/** The specification of a pod as its file has it; of a pod without a file, as far as the pod tells it. */
export function specOf(pod: Pod, documents: readonly KubernetesObject[]): KubernetesObject {
  const { origin } = pod;
  const written = origin && writtenSpec({ ...origin, objects: documents });
  return written ? withImages(written, pod) : told(pod);
}

/** The containers are those of the pod, in its order: images may have been changed since, and proxies added. */
function withImages(written: KubernetesObject, pod: Pod): KubernetesObject {
  const lists = ['initContainers', 'containers'].map((name) => (written[name] ?? []) as KubernetesObject[]);
  const complete = (container: Container): KubernetesObject => {
    const found = lists.flat().find(({ name }) => name === container.name) ?? toldContainer(container);
    return { ...found, image: container.image, imagePullPolicy: container.imagePullPolicy };
  };
  const { initContainers: _, containers: __, ...rest } = written;
  return {
    ...rest,
    ...(pod.initContainers.length > 0 && { initContainers: pod.initContainers.map(complete) }),
    containers: pod.containers.map(complete),
  };
}

function told(pod: Pod): KubernetesObject {
  return {
    restartPolicy: pod.restartPolicy,
    terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
    ...(pod.initContainers.length > 0 && { initContainers: pod.initContainers.map(toldContainer) }),
    containers: pod.containers.map(toldContainer),
  };
}

function toldContainer({ name, image, role, ports, command, args }: Container): KubernetesObject {
  return {
    ...{ name, image },
    ...(command && { command }),
    ...(args && { args }),
    ...(role === 'sidecar' && { restartPolicy: 'Always' }),
    ...(ports.length > 0 && { ports }),
  };
}
