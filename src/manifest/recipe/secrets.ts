import { stringify } from 'yaml';
import { parseDocuments, type SourceDocument } from '../documents.ts';
import type { RecipeUse } from './model.ts';
import { authorityName, certificateName, isMeant, type Placed, placeUses } from './place.ts';
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
  /** `root` is the ConfigMap with the certificate alone, where pods are that trust it. */
  | { readonly kind: 'authority'; readonly root: Pick<SecretRequest, 'name' | 'namespaces'> }
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
    ...authorityOf(placed),
    ...certificatesOf(placed, documents),
  ]);
}

/** The names that Istio gives the files of an authority of one's own. Source: Istio, "Plug in CA Certificates". */
const authorityKeys = ['ca-cert.pem', 'ca-key.pem', 'cert-chain.pem', 'root-cert.pem'];

/** What stands for a Secret as long as nothing is to run. */
export function unmade(request: SecretRequest): MadeSecret {
  return { request, data: Object.fromEntries(keysOf(request).map((key) => [key, 'made when it runs'])) };
}

function keysOf(request: SecretRequest): readonly string[] {
  switch (request.kind) {
    case 'random':
      return Object.keys(request.bytes);
    case 'certificate':
      return ['tls.crt', 'tls.key', 'ca.crt'];
    case 'authority':
      return authorityKeys;
  }
}

/** The Secrets as documents, in a cluster's own types. */
export function secretDocuments(made: readonly MadeSecret[]): readonly SourceDocument[] {
  return made.flatMap(({ request, data }) => {
    const type = request.kind === 'certificate' ? 'kubernetes.io/tls' : 'Opaque';
    const secrets = copies(request, { apiVersion: 'v1', kind: 'Secret', type, stringData: data });
    if (request.kind !== 'authority') return secrets;
    const root = { 'root-cert.pem': data['root-cert.pem'] };
    return [...secrets, ...copies(request.root, { apiVersion: 'v1', kind: 'ConfigMap', data: root })];
  });
}

/** An object under a name in each of some namespaces. */
function copies(
  { name, namespaces }: Pick<SecretRequest, 'name' | 'namespaces'>,
  { apiVersion, kind, ...rest }: Readonly<Record<string, unknown>>,
): readonly SourceDocument[] {
  return namespaces.flatMap((namespace) => {
    const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
    const text = stringify({ apiVersion, kind, metadata, ...rest }, { compat: 'yaml-1.1' });
    return parseDocuments({ file: `${kind} ${name}`, text }).documents;
  });
}

function randomOf({ use: { recipe }, name, namespaces }: Placed): readonly SecretRequest[] {
  const bytes = Object.fromEntries(Object.entries(recipe.secrets).map(([key, { random }]) => [key, random]));
  return Object.keys(bytes).length === 0 ? [] : [{ kind: 'random', name, namespaces, bytes }];
}

function authorityOf({ use: { recipe }, name, namespaces, beside }: Placed): readonly SecretRequest[] {
  if (recipe.authority === undefined) return [];
  const root = { name: recipe.authority.configMap, namespaces };
  return [{ kind: 'authority', name: authorityName(name), namespaces: beside, root }];
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
