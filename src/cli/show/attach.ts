import type { PodEnding, SteeringReport } from '../../control/protocol.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { dependentsOf } from '../../pod/dependency.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import type { GuidePort } from '../../ui/ports.ts';
import { connectEngine } from '../find/connect.ts';
import type { Supervised } from '../find/find-supervised.ts';
import { engineActions } from './engine-actions.ts';
import { createHearing, readToEnd } from './hearing.ts';
import { type Output, show } from './show.ts';
import { showUi } from './show-ui.ts';
import { shownPod } from './shown-pod.ts';

export interface AttachedOptions {
  readonly output: Output;
  readonly verbose: boolean;
  readonly readOnly?: boolean;
  /** What leads through steps beside the view. */
  readonly guide?: GuidePort;
  /** The engine's address, where one was named. */
  readonly host?: string;
}

/** How looking at pods of other processes came to its end. */
export interface AttachedResult {
  /** The pods that ended meanwhile. */
  readonly endings: readonly PodEnding[];
  /** One sentence for each supervisor that was lost before its pods had ended. */
  readonly lost: readonly string[];
  /** Every pod is gone. Otherwise a person has left, or a supervisor was lost. */
  readonly isOver: boolean;
}

/** Shows what other processes supervise until they are done, or until the signal says that nobody looks any more. */
export async function attachTo(
  all: readonly Supervised[],
  options: AttachedOptions,
  signal: AbortSignal,
): Promise<AttachedResult> {
  const heard = createHearing(new Set(all.map(({ pod }) => pod)));
  const leaving = new AbortController();
  const either = AbortSignal.any([signal, leaving.signal]);
  const connection = options.output === 'tui' ? await connectEngine(options.host, signal) : undefined;
  const shown = showAttached(all, heard.source, { ...options, connection }, either);
  either.addEventListener('abort', () => closeAll(all), { once: true });
  shown.left.then(
    () => leaving.abort(),
    () => leaving.abort(),
  );
  try {
    const lost = await Promise.all(
      [...new Set(all.map(({ control }) => control))].map((control) =>
        readToEnd(control, all, heard, either),
      ),
    );
    closeAll(all);
    await shown.close();
    return {
      endings: heard.endings,
      lost: lost.filter((words) => words !== undefined),
      isOver: heard.isOver(),
    };
  } finally {
    connection?.close();
  }
}

function closeAll(all: readonly Supervised[]): void {
  for (const { control } of all) control.close();
}

interface AttachedView {
  /** Settles when the person has closed the view. */
  readonly left: Promise<void>;
  close(): Promise<void>;
}

function showAttached(
  all: readonly Supervised[],
  source: EventSource,
  {
    output,
    verbose,
    readOnly = false,
    host,
    guide,
    connection,
  }: AttachedOptions & { readonly connection: Connection | undefined },
  signal: AbortSignal,
): AttachedView {
  const never = new Promise<void>(() => {});
  const pods = all.map(({ state }) => shownPod(state.pod));
  if (output !== 'tui') return { left: never, ...show(output, source, pods, { verbose }) };
  const closing = new AbortController();
  const projectOf = (pod: string): string => all.find((one) => one.pod === pod)!.project;
  const post = async (pod: string, report: SteeringReport): Promise<void> => {
    await all.find((one) => one.pod === pod)?.control.ask({ type: 'post', pod, report });
  };
  const everywhere = (reportFor: (pod: string) => SteeringReport): void => {
    for (const { pod } of all) post(pod, reportFor(pod)).catch(() => {});
  };
  const specs = all.map(({ state }) => state.pod);
  const left = showUi(
    {
      events: source,
      post,
      stop: () =>
        everywhere((pod) => ({
          type: 'stopPod',
          reason: 'stopped from another terminal',
          after: dependentsOf(pod, specs),
        })),
      kill: () => everywhere(() => ({ type: 'killPod', reason: 'killed from another terminal' })),
      specOf: async (pod) => {
        const reply = await all.find((one) => one.pod === pod)?.control.ask({ type: 'state', pod });
        return reply?.type === 'state' ? reply.state.pod : undefined;
      },
      ...(guide && { guide }),
      ...(connection && engineActions(connection, host, projectOf)),
    },
    { leaveAtOnce: true, readOnly, signal: AbortSignal.any([signal, closing.signal]) },
  );
  return {
    left,
    close: () => {
      closing.abort();
      return left;
    },
  };
}
