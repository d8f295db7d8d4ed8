import type { Engine } from '../supervisor/ports.ts';
import type { Claim } from './claim.ts';

/**
 * Removes what a claim has found of a pod that needs no stop any more. Without the lock another run may have begun to make
 * the pod since, and that is not this one's to remove.
 */
export async function removeClaimed(
  engine: Engine,
  claimed: Exclude<Claim, { readonly is: 'held' }>,
  signal: AbortSignal,
): Promise<void> {
  if (claimed.is === 'fresh') await engine.removeSeen({ containers: [] }, signal);
  else if (claimed.locked) await engine.removePod(signal);
  else await engine.removeSeen(claimed.observed, signal);
}
