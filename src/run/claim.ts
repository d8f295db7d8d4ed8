import type { Standing } from '../control/process.ts';
import type { Engine, Observed, RunIdentity } from '../supervisor/ports.ts';

/** What a run needs to know of the processes of other runs. */
export interface Neighbours {
  standing: (of: RunIdentity) => Standing;
  /** Answers whether the signal was sent: only to a process of the same user on the same machine. */
  signal: (of: RunIdentity, signal: 'SIGTERM' | 'SIGKILL') => boolean;
}

/** Whose a pod is, after it was asked for. */
export type Claim =
  /** Nothing of it is on the engine. Whose it is, its holder's name decides. */
  | { readonly is: 'fresh' }
  /**
   * It is on the engine, and this run's from now on. Without a holder that runs there is no lock: then another run may make
   * the same claim, and the name of the next holder decides.
   */
  | {
      readonly is: 'own';
      readonly observed: Observed;
      readonly locked: boolean;
      readonly unprotected: boolean;
    }
  /** It is another run's; nothing of it may be touched. */
  | { readonly is: 'held'; readonly by: RunIdentity };

/** Looks for the pod on the engine and takes its lock. The lock of a process that has ended is free. */
export async function claim(engine: Engine, neighbours: Neighbours, signal: AbortSignal): Promise<Claim> {
  if (isNothing(await engine.observe(signal))) return { is: 'fresh' };
  const first = await engine.lock(undefined, signal);
  const isDead = first.is === 'held' && neighbours.standing(first.by) === 'ended';
  const lock = isDead ? await engine.lock(first.by.run, signal) : first;
  if (lock.is === 'held') return { is: 'held', by: lock.by };
  // What was seen before the lock was taken may have been changed by the run that had it.
  const observed = await engine.observe(signal);
  if (isNothing(observed)) return { is: 'fresh' };
  const locked = lock.is === 'locked';
  return { is: 'own', observed, locked, unprotected: locked && lock.unprotected === true };
}

/** How often a lock that another run is about to let go of is asked for again. */
const lookEveryMs = 300;

/**
 * As `claim`, but a `down` that has the pod is waited for: it ends by itself, and then there is nothing left.
 * @param onWait Is called once, before the first wait.
 */
export async function claimAfterDown(
  engine: Engine,
  neighbours: Neighbours,
  pause: (ms: number) => Promise<void>,
  onWait: (by: RunIdentity) => void,
  signal: AbortSignal,
): Promise<Claim> {
  for (let waited = false; ; waited = true) {
    const claimed = await claim(engine, neighbours, signal);
    const waits =
      claimed.is === 'held' && claimed.by.task === 'down' && neighbours.standing(claimed.by) !== 'stopped';
    if (!waits || signal.aborted) return claimed;
    if (!waited) onWait(claimed.by);
    await pause(lookEveryMs);
  }
}

function isNothing({ sandbox, containers }: Observed): boolean {
  return sandbox === undefined && containers.length === 0;
}

/** Nothing of the pod runs, and it has no network: it was kept for its logs, or the machine was off. */
export function hasEnded({ sandbox, containers }: Observed): boolean {
  return sandbox?.running !== true && containers.every(({ state }) => state.is !== 'running');
}
