import type Dockerode from 'dockerode';
import type { ListedPod } from './list.ts';
import { inspectContainer } from './objects/containers.ts';
import { statusOf } from './transport/errors.ts';

/** The IPv4 addresses of pods that run, on every network of theirs, with the name of the pod. */
export async function podAddresses(
  docker: Dockerode,
  pods: readonly ListedPod[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const addressesOf = async ({ pod, holder }: ListedPod): Promise<(readonly [string, string])[]> => {
    if (holder === undefined) return [];
    try {
      const { NetworkSettings } = await inspectContainer(docker, holder, signal);
      return Object.values(NetworkSettings.Networks)
        .filter(({ IPAddress }) => IPAddress)
        .map(({ IPAddress }) => [IPAddress, pod] as const);
    } catch (error) {
      // The pod has gone meanwhile.
      if (statusOf(error) === 404) return [];
      throw error;
    }
  };
  const found = await Promise.all(pods.map(addressesOf));
  return Object.fromEntries(found.flat());
}
