import type { ClusterClient } from '../transport/client.ts';
import { ClusterError } from '../transport/cluster-error.ts';
import { kubectl } from '../transport/kubectl.ts';
import { otherKinds, podPath, projectLabel, workloadKinds } from './names.ts';
import type { KubernetesObject } from './objects.ts';

/** Removes what makes the pods of a project, so that they end and are not made again. It does not wait. @throws ClusterError */
export function removeWorkloads(client: ClusterClient, project: string, signal: AbortSignal): Promise<void> {
  return removeKinds(client, project, workloadKinds, { wait: false, signal });
}

/** Removes everything of a project but its pods, which end in order before; `volumes` takes the claims too. @throws ClusterError */
export function removeRest(
  client: ClusterClient,
  project: string,
  volumes: boolean,
  signal: AbortSignal,
): Promise<void> {
  const kinds = [...otherKinds, ...(volumes ? ['persistentvolumeclaims'] : [])];
  return removeKinds(client, project, kinds, { wait: true, signal });
}

async function removeKinds(
  client: ClusterClient,
  project: string,
  kinds: readonly string[],
  { wait, signal }: { readonly wait: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const flags = ['--selector', `${projectLabel}=${project}`, '--ignore-not-found', `--wait=${wait}`];
  await kubectl(client.place, ['delete', kinds.join(','), ...flags], { signal, timeoutMs: 120_000 });
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
