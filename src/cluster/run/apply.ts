import type { PodObject } from '../read/objects.ts';
import type { ClusterClient } from '../transport/client.ts';
import { ClusterError } from '../transport/cluster-error.ts';
import { kubectl } from '../transport/kubectl.ts';
import { podPath } from './names.ts';
import type { KubernetesObject } from './objects.ts';

/** The first release in which sidecars are on by default (KEP-753). */
const sidecarsSince = 29;

/** @throws ClusterError when pods have sidecars and the cluster would run them as init containers that never end. */
export async function checkRelease(client: ClusterClient, signal: AbortSignal): Promise<void> {
  const { major, minor } = await client.get<{ major: string; minor: string }>('/version', signal);
  const release = Number.parseInt(minor, 10);
  if (major !== '1' || Number.isNaN(release) || release >= sidecarsSince) return;
  throw new ClusterError(
    'too-old',
    `${client.place.context} runs Kubernetes ${major}.${minor}: native sidecars are on from 1.${sidecarsSince} on`,
    'Nothing was applied. --sidecars legacy applies them as ordinary containers.',
  );
}

/** The pod of that name, whoever made it. */
export async function findPod(
  client: ClusterClient,
  name: string,
  signal: AbortSignal,
): Promise<PodObject | undefined> {
  try {
    return await client.get<PodObject>(podPath(client.place, name), signal);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'gone') return undefined;
    throw error;
  }
}

/** What the cluster has under the kinds and names of these objects, whoever made it. @throws ClusterError */
export async function objectsThere(
  client: ClusterClient,
  objects: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<readonly KubernetesObject[]> {
  const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const text = await kubectl(client.place, ['get', '--ignore-not-found', '--output', 'json', '-f', '-'], {
    stdin,
    signal,
  });
  if (text.trim() === '') return [];
  const answer = JSON.parse(text) as KubernetesObject & { readonly items?: readonly KubernetesObject[] };
  // kubectl prints a single object as it is, and several ones as a List.
  return answer.kind === 'List' ? (answer.items ?? []) : [answer];
}

/**
 * Applies objects, strictly validated; `dryRun` asks the whole of the cluster, its admission webhooks included, and changes nothing.
 * @throws ClusterError
 */
export async function apply(
  client: ClusterClient,
  objects: readonly KubernetesObject[],
  { dryRun, signal }: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  const flags = ['--server-side', '--field-manager=outrider', '--force-conflicts', '--validate=strict'];
  await kubectl(client.place, ['apply', ...flags, ...(dryRun ? ['--dry-run=server'] : []), '-f', '-'], {
    stdin: JSON.stringify(list),
    signal,
  });
}
