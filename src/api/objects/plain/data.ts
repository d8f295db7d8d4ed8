import type { KubernetesObject } from '../../../pod/origin.ts';
import type { ApiObject } from '../api-object.ts';
import { type DocumentPlace, shownDocument } from '../documents.ts';

type Texts = Readonly<Record<string, string>>;

/** A Secret as a server keeps it: `stringData` is part of `data`, and it has a type. */
export function secretObject(document: KubernetesObject, place: DocumentPlace): ApiObject {
  const { stringData, ...rest } = document;
  const written = Object.entries((stringData ?? {}) as Texts).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  const data = { ...(document['data'] as Texts | undefined), ...Object.fromEntries(written) };
  return shownDocument(rest, place, true, { data, type: document['type'] ?? 'Opaque' });
}

/** The ConfigMap that every namespace of a cluster has; here no certificate is needed to reach anything but the API. */
export function configMapObject(document: KubernetesObject, place: DocumentPlace): ApiObject {
  return shownDocument(document, place, true);
}
