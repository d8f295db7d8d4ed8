import { setTimeout as delay } from 'node:timers/promises';
import type { ControlClient } from '../control/client.ts';
import type { PodEnding } from '../control/protocol.ts';
import type { PodState } from '../lifecycle/state/state.ts';

/** How long a pod that is not restarted has to go on running. */
const settleMs = 500;

/** What `up --detach` waits for: a supervisor, app containers that run, or a pod that is Ready. */
export type Goal = 'supervised' | 'running' | 'ready';

export interface AwaitedPod {
  readonly name: string;
  readonly goal: Goal;
  /** The specification hashes that its containers are to have, where it is being changed. */
  readonly hashes?: Readonly<Record<string, string>>;
}

type Reached =
  | { readonly is: 'reached' }
  /** It ended before, or instead: a Job does. */
  | { readonly is: 'ended'; readonly ending: PodEnding }
  /** Its supervisor is gone. */
  | { readonly is: 'lost' };

/**
 * Settles when the pod is where the caller wants it, has ended, or has lost its supervisor. It goes by the pod's state, not
 * by events: those of a pod that was taken over happened before.
 */
export async function awaitPod(client: ControlClient, pod: AwaitedPod): Promise<Reached> {
  return new Promise((resolve) => {
    let asking = false;
    // What happens while a question is under way may be what is waited for, and the last thing that happens.
    let again = false;
    const look = async (): Promise<void> => {
      again = asking;
      if (asking) return;
      asking = true;
      const reply = await client.ask({ type: 'state', pod: pod.name }).catch(() => undefined);
      asking = false;
      if (again) void look();
      if (reply?.type !== 'state' || !isThere(reply.state, pod)) return;
      // A Job that fails at once runs for a moment, and is Ready for that moment.
      if (pod.goal !== 'supervised' && reply.state.pod.restartPolicy === 'Never') await delay(settleMs);
      resolve({ is: 'reached' });
    };
    client
      .subscribe((notice) => {
        if (notice.type === 'ended' && notice.pod === pod.name) resolve({ is: 'ended', ending: notice });
        if (notice.type === 'event' && notice.event.type !== 'Log') void look();
      })
      .then(
        () => resolve({ is: 'lost' }),
        () => resolve({ is: 'lost' }),
      );
    void look();
  });
}

/** A pod that has ended is told of by its supervisor once it is through with it. */
function isThere(state: PodState, { goal, hashes }: AwaitedPod): boolean {
  if (goal === 'supervised') return true;
  // One that is being stopped gives way to a new one, or ends.
  if (state.finished || state.termination) return false;
  // It waits for another `up`, which gives it what is missing.
  if (goal === 'running' && (state.pod.missingData ?? []).length > 0) return state.sandbox.status === 'ready';
  const runs = Object.values(state.containers).every(({ name, role, instance }) => {
    if (role === 'init') return instance.is === 'terminated';
    return instance.is === 'running' && (hashes === undefined || instance.specHash === hashes[name]);
  });
  const appsRun = state.pod.containers.every(({ name }) => state.containers[name]?.instance.is === 'running');
  return (hashes === undefined ? appsRun : runs) && (state.ready || goal !== 'ready');
}
