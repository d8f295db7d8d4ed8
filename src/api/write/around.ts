import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import type { RunDocuments } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { asWritten } from './as-written.ts';
import { bearsPods, readsData } from './run-kinds.ts';

/** A document as a file has it, or as a client has written it. */
export type Document = Readonly<Record<string, unknown>>;

/** The data that clients write, which pods of any file may need. */
const dataResources = ['configmaps', 'secrets', 'services'] as const;

/**
 * What has to stand beside documents of pods so that they are read as they were: the ConfigMaps, Secrets, Services and the like
 * of the same namespace. What clients have written wins over what files have, and `changed` over both.
 */
export function dataAround(
  runs: readonly RunDocuments[],
  store: Pick<Store, 'list'>,
  namespace: string,
  changed?: Document,
): readonly Document[] {
  const found = new Map<string, Document>();
  const add = (document: Document): void => void found.set(documentKey(document), document);
  for (const document of runs.flatMap(({ documents }) => documents)) if (!bearsPods(document)) add(document);
  for (const object of dataResources.flatMap((name) => store.list(name).objects))
    if (object.metadata.namespace === namespace && !isOwn(object)) add(asWritten(object));
  if (changed) add(changed);
  return [...found.values()];
}

/** The Service of the API itself, which no file has. */
function isOwn({ kind, metadata }: ApiObject): boolean {
  return kind === 'Service' && metadata.name === 'kubernetes';
}

function documentKey(document: Document): string {
  const namespace = fieldAt(document, 'metadata', 'namespace') ?? 'default';
  // Two groups may have a kind of the same name, as Istio and the Gateway API have a Gateway.
  const [group] = String(document['apiVersion']).split('/');
  const ofGroup = String(document['apiVersion']).includes('/') ? group : '';
  return JSON.stringify([ofGroup, document['kind'], namespace, fieldAt(document, 'metadata', 'name')]);
}

/** The documents of pods that run and read this ConfigMap or Secret; of a Service those of every pod, each may call it. */
export function documentsReading(
  runs: readonly RunDocuments[],
  { kind, metadata }: ApiObject,
): readonly Document[] {
  const bearing = runs.flatMap(({ pods, documents }) => {
    const places = new Set(pods.flatMap(({ origin }) => (origin && origin.at >= 0 ? [origin.at] : [])));
    return documents.filter((document, at) => places.has(at) && bearsPods(document));
  });
  if (kind !== 'ConfigMap' && kind !== 'Secret') return bearing;
  return bearing.filter((document) => readsData(document, kind, metadata.name));
}

/** The names of the pods that run and were made of a document. */
export function podsOfDocument(runs: readonly RunDocuments[], document: Document): readonly string[] {
  const key = documentKey(document);
  return runs.flatMap(({ pods, documents }) =>
    pods
      .filter(({ origin }) => origin && documents[origin.at] && documentKey(documents[origin.at]!) === key)
      .map(({ name }) => name),
  );
}

/** The document of an object as its file has it; undefined when no file of a pod that runs has it. */
export function documentOf(runs: readonly RunDocuments[], object: ApiObject): Document | undefined {
  const key = documentKey(object);
  return runs.flatMap(({ documents }) => documents).find((document) => documentKey(document) === key);
}
