import { setTimeout as delay } from 'node:timers/promises';
import { ClusterError } from '../transport/cluster-error.ts';

/** Waits between tries, in milliseconds. */
const waits = [200, 500, 1000, 2000, 5000];

/** How many tries a request has; with their waits that is about half a minute. */
const mostTries = 10;

/**
 * Does something on a cluster that must not be left undone, and does it again while the cluster cannot be reached.
 * @throws ClusterError as the last try did.
 */
export async function insist<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const isAway = error instanceof ClusterError && error.code === 'unreachable';
      if (!isAway || tries === mostTries || signal.aborted) throw error;
      await delay(waits[Math.min(tries, waits.length) - 1]!, undefined, { signal }).catch(() => {});
    }
  }
}
