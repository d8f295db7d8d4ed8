import type { Pod } from '../../../pod/model.ts';
import type { KubernetesObject } from '../../../pod/origin.ts';
import { uidOf } from '../../../pod/uid.ts';
import { type DocumentPlace, nameOf, namespaceOf } from '../documents.ts';
import type { OwnerReference } from '../pod/pod-object.ts';

/** A workload of the files, and the pods that are of it. */
export interface OwnedPods {
  readonly document: KubernetesObject;
  readonly pods: readonly Pod[];
}

/** The document in which a pod has its template; undefined for one that is written as a pod. */
export function workloadOf(
  { origin }: Pod,
  documents: readonly KubernetesObject[],
): KubernetesObject | undefined {
  return origin && origin.path.length > 0 ? documents[origin.at] : undefined;
}

/**
 * Who a pod belongs to. Between a Deployment and its pods is a ReplicaSet, between a CronJob and its pod a Job, as on a cluster.
 */
export function ownerOf(document: KubernetesObject, place: DocumentPlace): OwnerReference {
  const { apiVersion, kind } = document;
  if (kind === 'Deployment')
    return reference('apps/v1', 'ReplicaSet', replicaSetName(document), document, place);
  if (kind === 'CronJob') return reference('batch/v1', 'Job', nameOf(document), document, place);
  return reference(String(apiVersion), String(kind), nameOf(document), document, place);
}

/** The ReplicaSet of a Deployment is named after its template, so that another template has another one. */
export function replicaSetName(document: KubernetesObject): string {
  const { template } = (document['spec'] ?? {}) as { readonly template?: unknown };
  return `${nameOf(document)}-${templateHash(template)}`;
}

/** The value of the label `pod-template-hash`. */
export function templateHash(template: unknown): string {
  return uidOf(JSON.stringify(template ?? null))
    .replaceAll('-', '')
    .slice(0, 10);
}

export function reference(
  apiVersion: string,
  kind: string,
  name: string,
  document: KubernetesObject,
  place: DocumentPlace,
): OwnerReference {
  const uid = uidOf(place.project, kind, namespaceOf(document, place), name);
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
