import type { ControlClient } from '../control/client.ts';
import type { OutriderEvent } from '../events/types.ts';

/** How often a supervisor that stops a pod is asked whether it still lives. */
const heartbeatMs = 2_000;

interface DownRequest {
  readonly pod: string;
  readonly reason: string;
  readonly graceSeconds?: number;
}

/**
 * Asks a supervisor to stop and remove a pod, and waits until it has: a pod that is made anew under the same name must not
 * meet what is left. What happens meanwhile is told. The client is used for nothing else meanwhile, and not closed.
 *
 * @returns `lost` when the supervisor has died, does not answer any more, or has let go of the pod without ending it.
 */
export async function askForDown(
  client: ControlClient,
  request: DownRequest,
  {
    tell,
    pause,
  }: { readonly tell: (event: OutriderEvent) => void; readonly pause: (ms: number) => Promise<void> },
  signal: AbortSignal,
): Promise<'removed' | 'lost' | 'interrupted'> {
  const end = createEnd();
  if (signal.aborted) return 'interrupted';
  const interrupt = (): void => end.reach('interrupted');
  signal.addEventListener('abort', interrupt, { once: true });
  let asked = false;
  client
    .subscribe((notice) => {
      if (notice.type === 'event' && asked && notice.event.pod === request.pod) tell(notice.event);
      if (notice.type === 'ended' && notice.pod === request.pod) end.reach('removed');
    })
    .then(
      () => end.reach('lost'),
      () => end.reach('lost'),
    );
  try {
    // Replies keep their order: once this one is here, so is everything told before.
    await client.ask({ type: 'pods' });
    asked = true;
    await client.ask({ type: 'down', ...request });
    void beat(client, pause, end);
  } catch {
    end.reach('lost');
  }
  const reached = await end.reached;
  signal.removeEventListener('abort', interrupt);
  return reached;
}

interface End {
  readonly reached: Promise<'removed' | 'lost' | 'interrupted'>;
  isReached(): boolean;
  /** The first one counts. */
  reach(how: 'removed' | 'lost' | 'interrupted'): void;
}

function createEnd(): End {
  let resolve!: (how: 'removed' | 'lost' | 'interrupted') => void;
  let done = false;
  const reached = new Promise<'removed' | 'lost' | 'interrupted'>((give) => {
    resolve = give;
  });
  return {
    reached,
    isReached: () => done,
    reach(how) {
      done = true;
      resolve(how);
    },
  };
}

/** A supervisor that is stopped in the middle keeps its connection, but answers no more. */
async function beat(client: ControlClient, pause: (ms: number) => Promise<void>, end: End): Promise<void> {
  while (!end.isReached()) {
    await pause(heartbeatMs);
    if (end.isReached()) return;
    await client.ask({ type: 'pods' }).catch(() => end.reach('lost'));
  }
}
