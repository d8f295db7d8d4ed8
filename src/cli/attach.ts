import type { Connection } from '../docker/transport/connect.ts';
import type { OutriderEvent } from '../events/types.ts';
import type { Report } from '../lifecycle/facts.ts';
import type { PodState } from '../lifecycle/state.ts';
import type { Pod } from '../pod/model.ts';
import type { EventSource } from '../supervisor/journal.ts';
import { connectEngine } from './connect.ts';
import { engineActions } from './engine-actions.ts';
import type { Supervised } from './find-supervised.ts';
import { type Output, show } from './show.ts';
import { showUi } from './show-ui.ts';
import { shownPod } from './shown-pod.ts';

export interface AttachedOptions {
  readonly output: Output;
  readonly verbose: boolean;
  /** The engine's address, where one was named. */
  readonly host?: string;
}

/** Shows what other processes supervise until they are done, or until the signal says that nobody looks any more. */
export async function attachTo(
  all: readonly Supervised[],
  options: AttachedOptions,
  signal: AbortSignal,
): Promise<void> {
  const names = new Set(all.map(({ pod }) => pod));
  const told: OutriderEvent[] = [];
  const listeners = new Set<(event: OutriderEvent) => void>();
  const source: EventSource = {
    subscribe(listener, options) {
      if (options?.replay) for (const event of told) listener(event);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const hear = (event: OutriderEvent): void => {
    if (!names.has(event.pod)) return;
    if (event.type !== 'Log') told.push(event);
    for (const listener of listeners) listener(event);
  };
  const leaving = new AbortController();
  const either = AbortSignal.any([signal, leaving.signal]);
  const connection = options.output === 'tui' ? await connectEngine(options.host, signal) : undefined;
  const shown = showAttached(all, source, { ...options, connection }, either);
  either.addEventListener('abort', () => closeAll(all), { once: true });
  shown.left.then(
    () => leaving.abort(),
    () => leaving.abort(),
  );
  const onePerProcess = [...new Map(all.map((one) => [one.pid, one])).values()];
  try {
    await Promise.all(onePerProcess.map(({ control }) => control.events(hear)));
    closeAll(all);
    await shown.close();
  } finally {
    connection?.close();
  }
}

function closeAll(all: readonly Supervised[]): void {
  for (const { control } of all) control.close();
}

/** What the supervisors know, asked for again whenever something has happened to a pod: one question a pod at a time. */
function followStates(all: readonly Supervised[], source: EventSource): ReadonlyMap<string, PodState> {
  const states = new Map(all.map(({ pod, state }) => [pod, state]));
  const asking = new Set<string>();
  source.subscribe(({ type, pod }) => {
    const control = all.find((one) => one.pod === pod)?.control;
    if (type === 'Log' || !control || asking.has(pod)) return;
    asking.add(pod);
    control
      .ask({ type: 'state' })
      .then((reply) => reply.type === 'state' && states.set(pod, reply.state))
      .catch(() => {})
      .finally(() => asking.delete(pod));
  });
  return states;
}

interface AttachedView {
  /** Settles when the person has closed the view. */
  readonly left: Promise<void>;
  close(): Promise<void>;
}

function showAttached(
  all: readonly Supervised[],
  source: EventSource,
  { output, verbose, host, connection }: AttachedOptions & { readonly connection: Connection | undefined },
  signal: AbortSignal,
): AttachedView {
  const pods: readonly Pod[] = all.map(({ state }) => state.pod);
  const never = new Promise<void>(() => {});
  if (output !== 'tui') return { left: never, ...show(output, source, pods.map(shownPod), { verbose }) };
  const closing = new AbortController();
  const states = followStates(all, source);
  const projectOf = (pod: string): string => all.find((one) => one.pod === pod)!.project;
  const everywhere = (report: Report): void => {
    for (const { control } of all) void control.ask({ type: 'post', report }).catch(() => {});
  };
  const left = showUi(
    {
      events: source,
      post: async (pod, report) => {
        await all.find((one) => one.pod === pod)?.control.ask({ type: 'post', report });
      },
      stop: () => everywhere({ type: 'stopPod', reason: 'stopped from another terminal' }),
      kill: () => everywhere({ type: 'killPod', reason: 'killed from another terminal' }),
      stateOf: (pod) => states.get(pod),
      ...(connection && engineActions(connection, host, projectOf)),
    },
    { leaveAtOnce: true, signal: AbortSignal.any([signal, closing.signal]) },
  );
  return {
    left,
    close: () => {
      closing.abort();
      return left;
    },
  };
}
