import { whyImmutable } from '../lifecycle/run/new-pod.ts';
import type { Pod } from '../pod/model.ts';
import type { Engine } from '../supervisor/ports.ts';
import { type Claim, claimAfterDown, hasEnded, type Neighbours } from './claim.ts';
import type { RunOutcome } from './outcome.ts';

interface ClaimPorts {
  readonly engineOf: (pod: Pod) => Engine;
  readonly neighbours: Neighbours;
  readonly pause: (ms: number) => Promise<void>;
  readonly say: (words: string) => void;
}

/** Looks at what the engine has of each pod, and takes its lock. A pod that another run stops is waited for. */
export function claimAll(
  pods: readonly Pod[],
  { engineOf, neighbours, pause, say }: ClaimPorts,
  signal: AbortSignal,
): Promise<readonly Claim[]> {
  return Promise.all(
    pods.map((pod) =>
      claimAfterDown(
        engineOf(pod),
        neighbours,
        pause,
        (by) => say(`waiting for the end of pod ${pod.name}, which pid ${by.pid} stops`),
        signal,
      ),
    ),
  );
}

/** A pod that another run has ends this one before it touches anything, its other pods included. */
export function heldOf(pods: readonly Pod[], claims: readonly Claim[]): RunOutcome | undefined {
  const index = claims.findIndex(({ is }) => is === 'held');
  const claimed = claims[index];
  return claimed?.is === 'held' ? { is: 'held', pod: pods[index]!.name, by: claimed.by } : undefined;
}

/** Why pods that run may not become what their files say: an API server refuses other data in an immutable ConfigMap. */
export function refusedChanges(pods: readonly Pod[], claims: readonly Claim[]): readonly string[] {
  return pods.flatMap((pod, index) => {
    const claimed = claims[index];
    if (claimed?.is !== 'own' || hasEnded(claimed.observed)) return [];
    const why = claimed.observed.spec && whyImmutable(claimed.observed.spec, pod);
    return why === undefined ? [] : [why];
  });
}
