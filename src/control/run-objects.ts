import type { Pod } from '../pod/model.ts';
import type { KubernetesObject } from '../pod/origin.ts';
import type { RunObjects } from './protocol.ts';

/**
 * The pods of a run and the documents that they were read from. Pods of one `up` share their documents; a pod that was changed since brings
 * its own, and those of the pod that comes last win.
 */
export function objectsOf(pods: readonly Pod[]): RunObjects {
  const documents = new Map<string, KubernetesObject>();
  for (const list of new Set(pods.flatMap(({ origin }) => (origin ? [origin.objects] : []))))
    for (const object of list) documents.set(keyOf(object), object);
  const places = new Map([...documents.keys()].map((key, at) => [key, at]));
  const placed = (pod: Pod): Pod => {
    if (!pod.origin) return pod;
    const own = pod.origin.objects[pod.origin.at];
    const at = own ? places.get(keyOf(own)) : undefined;
    return { ...pod, origin: { ...pod.origin, objects: [], at: at ?? -1 } };
  };
  return { pods: pods.map(placed), documents: [...documents.values()] };
}

function keyOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const { namespace = 'default', name, generateName } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  return JSON.stringify([apiVersion, kind, namespace, name ?? generateName]);
}
