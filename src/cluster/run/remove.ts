import type { ClusterClient } from '../transport/client.ts';
import { ClusterError } from '../transport/cluster-error.ts';
import { kubectl } from '../transport/kubectl.ts';
import { claims, type Kind, listPath, otherKinds, podPath, workloadKinds } from './names.ts';
import type { KubernetesObject } from './objects.ts';

/**
 * Removes what makes the pods of a project, so that they end and are not made again. It does not wait.
 * @returns the kinds that the person may not list, by their names in paths. @throws ClusterError
 */
export function removeWorkloads(
  client: ClusterClient,
  project: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return removeKinds(client, project, workloadKinds, { wait: false, signal });
}

/**
 * Removes everything of a project but its pods, which end in order before; `volumes` takes the claims too.
 * @returns the kinds that the person may not list, by their names in paths. @throws ClusterError
 */
export function removeRest(
  client: ClusterClient,
  project: string,
  volumes: boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return removeKinds(client, project, [...otherKinds, ...(volumes ? [claims] : [])], { wait: true, signal });
}

/** Rights are given by kind: who may not list Deployments has most likely made none, and still wants the rest removed. */
async function removeKinds(
  client: ClusterClient,
  project: string,
  kinds: readonly Kind[],
  { wait, signal }: { readonly wait: boolean; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const lists = await Promise.all(kinds.map((kind) => listOf(client, kind, project, signal)));
  const found = lists.flatMap((list) => (list === 'forbidden' ? [] : list));
  await removeObjects(client, found, { wait, signal });
  return kinds.filter((_kind, index) => lists[index] === 'forbidden').map(({ plural }) => plural);
}

async function listOf(
  client: ClusterClient,
  kind: Kind,
  project: string,
  signal: AbortSignal,
): Promise<readonly KubernetesObject[] | 'forbidden'> {
  const { apiVersion, kind: name } = kind;
  try {
    const path = listPath(client.place, kind, project);
    const { items } = await client.get<{ readonly items: readonly KubernetesObject[] }>(path, signal);
    return items.map(({ metadata }) => ({ apiVersion, kind: name, metadata: { name: metadata.name } }));
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'forbidden') return 'forbidden';
    // A cluster that does not serve the kind has none of it.
    if (error instanceof ClusterError && error.code === 'gone') return [];
    throw error;
  }
}

/** Removes objects that were applied. What is not there is no problem. @throws ClusterError */
export async function removeObjects(
  client: ClusterClient,
  objects: readonly KubernetesObject[],
  { wait, signal }: { readonly wait: boolean; readonly signal: AbortSignal },
): Promise<void> {
  if (objects.length === 0) return;
  const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const flags = ['--ignore-not-found', `--wait=${wait}`];
  await kubectl(client.place, ['delete', ...flags, '-f', '-'], { stdin, signal, timeoutMs: 120_000 });
}

/** Asks for the end of a pod, which the kubelet then stops in order. A pod that is gone is no problem. @throws ClusterError */
export async function deletePod(
  client: ClusterClient,
  name: string,
  graceSeconds: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  try {
    await client.delete(podPath(client.place, name, graceSeconds), signal);
  } catch (error) {
    if (!(error instanceof ClusterError && error.code === 'gone')) throw error;
  }
}
