import { stringify } from 'yaml';
import { parseDocuments, type SourceDocument } from '../documents.ts';
import type { RecipeUse } from './model.ts';
import { certificateName, isMeant, type Placed, placeUses } from './place.ts';
import { type PodNode, podNodes } from './pod-nodes.ts';
import { identityOf, type WorkloadIdentity } from './workload-identity.ts';

/** A Secret that a recipe asks for. What is in it takes chance and a clock, so it is made elsewhere. */
export type SecretRequest = {
  readonly name: string;
  /** It is the same in each of them; `undefined` is the one that a cluster takes by itself. */
  readonly namespaces: readonly (string | undefined)[];
} & (
  | { readonly kind: 'random'; readonly bytes: Readonly<Record<string, number>> }
  | { readonly kind: 'certificate'; readonly identity: WorkloadIdentity; readonly days: number }
);

/** A request, and the entries that were made for it. */
export interface MadeSecret {
  readonly request: SecretRequest;
  readonly data: Readonly<Record<string, string>>;
}

/** Every Secret that recipes ask for when they are added to these documents. */
export function secretRequests(
  documents: readonly SourceDocument[],
  uses: readonly RecipeUse[],
): readonly SecretRequest[] {
  return placeUses(documents, uses).flatMap((placed) => [
    ...randomOf(placed),
    ...certificatesOf(placed, documents),
  ]);
}

/** What stands for a Secret as long as nothing is to run. */
export function unmade(request: SecretRequest): MadeSecret {
  const keys = request.kind === 'random' ? Object.keys(request.bytes) : ['tls.crt', 'tls.key', 'ca.crt'];
  return { request, data: Object.fromEntries(keys.map((key) => [key, 'made when it runs'])) };
}

/** The Secrets as documents, in a cluster's own types. */
export function secretDocuments(made: readonly MadeSecret[]): readonly SourceDocument[] {
  return made.flatMap(({ request, data }) => {
    const type = request.kind === 'certificate' ? 'kubernetes.io/tls' : 'Opaque';
    return request.namespaces.flatMap((namespace) => {
      const metadata = { name: request.name, ...(namespace === undefined ? {} : { namespace }) };
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata, type, stringData: data };
      return parseDocuments({
        file: `Secret ${request.name}`,
        text: stringify(secret, { compat: 'yaml-1.1' }),
      }).documents;
    });
  });
}

function randomOf({ use: { recipe }, name, namespaces }: Placed): readonly SecretRequest[] {
  const bytes = Object.fromEntries(Object.entries(recipe.secrets).map(([key, { random }]) => [key, random]));
  return Object.keys(bytes).length === 0 ? [] : [{ kind: 'random', name, namespaces, bytes }];
}

function certificatesOf(
  { use, name }: Placed,
  documents: readonly SourceDocument[],
): readonly SecretRequest[] {
  const { certificateDays: days } = use.recipe;
  if (days === undefined) return [];
  return documents
    .flatMap(({ yaml }) => podNodes(yaml.document))
    .filter((pod: PodNode) => isMeant(use, pod))
    .map((pod) => ({
      kind: 'certificate',
      name: certificateName(name, pod),
      namespaces: [pod.namespace],
      identity: identityOf(pod, documents),
      days,
    }));
}
