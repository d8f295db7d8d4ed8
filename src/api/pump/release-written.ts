import type { KubernetesObject } from '../../pod/origin.ts';
import type { ApiObject } from '../objects/api-object.ts';
import { nameOf, namespaceOf } from '../objects/documents.ts';
import { configMapObject, secretObject } from '../objects/plain/data.ts';
import { resourceOfKind, storeKey } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';

interface Releasing {
  readonly store: Pick<Store, 'get' | 'list'>;
  readonly written?: Set<string>;
  readonly namespaceAProject: boolean;
  readonly project: string;
}

/**
 * Lets the files of a run speak again of objects that clients have written: a document that no run had before is what somebody has brought
 * since. One that says what the client wrote is the client's own.
 *
 * @param known the documents that runs had until now.
 */
export function releaseWritten(
  documents: readonly KubernetesObject[],
  known: readonly KubernetesObject[],
  { store, written, namespaceAProject, project }: Releasing,
): void {
  if (written === undefined || written.size === 0) return;
  const before = new Set(known.map((document) => JSON.stringify(document)));
  const place = { project, since: '', ...(namespaceAProject && { namespace: project }) };
  for (const document of documents.filter((one) => !before.has(JSON.stringify(one)))) {
    const resource = resourceOfKind(store, String(document['apiVersion']), String(document['kind']));
    if (!resource) continue;
    const namespace = resource.namespaced ? namespaceOf(document, place) : undefined;
    const name = nameOf(document);
    const live = store.get(storeKey(resource), namespace, name);
    if (live && says(shownAs(document, place)) === says(live)) continue;
    written.delete(`${storeKey(resource)} ${namespace ?? ''}/${name}`);
  }
}

/** Data is kept in another form than a file may have it. */
function shownAs(document: KubernetesObject, place: Parameters<typeof configMapObject>[1]): object {
  if (document['kind'] === 'ConfigMap') return configMapObject(document, place);
  return document['kind'] === 'Secret' ? secretObject(document, place) : document;
}

/** What an object says, without what a server adds. */
function says(object: object): string {
  const { metadata: _, status: __, ...rest } = object as ApiObject;
  return JSON.stringify(Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)));
}
