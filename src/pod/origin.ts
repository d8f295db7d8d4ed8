/** An object of the Kubernetes API as JSON: what a document of a manifest says. */
export type KubernetesObject = Readonly<Record<string, unknown>>;

/** The documents that a pod was read from, for those who show it as an API server does. Secrets are among them. */
export interface PodOrigin {
  /** Every object of the files as it is written there, without defaults. Pods that were read together share the list. */
  readonly objects: readonly KubernetesObject[];
  /** Which of the objects is the pod, or holds its template. */
  readonly at: number;
  /** Where `metadata` and `spec` of the pod stand in that object; empty for a `kind: Pod`. */
  readonly path: readonly string[];
}

/** The `spec` of the pod as it is written; undefined where it cannot be found. */
export function writtenSpec({ objects, at, path }: PodOrigin): KubernetesObject | undefined {
  let part: unknown = objects[at];
  for (const key of [...path, 'spec']) part = fieldOf(part, key);
  return isObject(part) ? part : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function isObject(value: unknown): value is KubernetesObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
