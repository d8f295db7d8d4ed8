import type { KubernetesObject } from '../../pod/origin.ts';
import { accountUid, uidOf } from '../../pod/uid.ts';
import { type ApiObject, fieldAt } from './api-object.ts';

/** Where documents are shown, and since when they are there. */
export interface DocumentPlace {
  /** All of them are shown in this namespace, whatever they say themselves; absent for their own. */
  readonly namespace?: string;
  readonly project: string;
  /** RFC 3339 in whole seconds. */
  readonly since: string;
}

/** The name of an object in a file. One with `generateName` has it without the dash, as its pods do. */
export function nameOf(document: KubernetesObject): string {
  const { name, generateName } = (document['metadata'] ?? {}) as Readonly<Record<string, unknown>>;
  return String(name ?? String(generateName ?? '').replace(/-$/, ''));
}

/** The namespace under which an object of a file is shown. */
export function namespaceOf(document: KubernetesObject, { namespace }: DocumentPlace): string {
  return namespace ?? String(fieldAt(document, 'metadata', 'namespace') ?? 'default');
}

/** An object of a file as the API shows it: with what a server gives it, and with the rest as it is written. */
export function shownDocument(
  document: KubernetesObject,
  place: DocumentPlace,
  namespaced: boolean,
  parts: Readonly<Record<string, unknown>> = {},
): ApiObject {
  const { apiVersion, kind, metadata, status: _, ...rest } = document;
  const { generateName: __, ...meta } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  const name = nameOf(document);
  const where = namespaced ? namespaceOf(document, place) : '';
  return {
    apiVersion: String(apiVersion),
    kind: String(kind),
    metadata: {
      ...meta,
      name,
      ...(namespaced && { namespace: where }),
      uid: uidFor(String(kind), where, name, place),
      creationTimestamp: place.since,
    },
    ...rest,
    ...parts,
  };
}

/** That of an account stands in its tokens, which pods have also where no API runs. */
function uidFor(kind: string, namespace: string, name: string, { project }: DocumentPlace): string {
  return kind === 'ServiceAccount' ? accountUid(namespace, name) : uidOf(project, kind, namespace, name);
}
