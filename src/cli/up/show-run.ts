import { lastWords } from '../../events/last-words.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { Pod } from '../../pod/model.ts';
import type { Run } from '../../run/run.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { engineActions } from '../show/engine-actions.ts';
import { chooseOutput, show } from '../show/show.ts';
import { showUi, type UiTarget } from '../show/show-ui.ts';
import { shownPod } from '../show/shown-pod.ts';
import type { AttachedOptions } from './options.ts';

/** The run in the terminal, full screen or as text. */
export function showRun(
  { run, journal }: { readonly run: Run; readonly journal: EventSource },
  pods: readonly Pod[],
  options: AttachedOptions,
): { close(): Promise<void> } {
  if (options.leftBehind) return { close: async () => {} };
  const output = chooseOutput(options.output);
  if (output !== 'tui') return show(output, journal, pods.map(shownPod), options);
  const closing = new AbortController();
  const { connection, project, engineFor } = options;
  const supervisorOf = (pod: string) => run.supervisors().find((one) => one.pod.name === pod);
  const target: UiTarget = {
    events: journal,
    post: async (pod, report) => supervisorOf(pod)?.post(report),
    stop: () => run.stop('stopped from the terminal', options.gracePeriod),
    kill: () => run.kill('killed on request'),
    detach: run.leave,
    specOf: async (pod) => supervisorOf(pod)?.state().pod,
    engineOf: (pod) => engineFor(pods.find(({ name }) => name === pod)!),
    ...engineActions(connection, options.host, () => project),
  };
  const shown = showUi(target, { leaveAtOnce: false, signal: closing.signal });
  shown.catch((error: unknown) => run.stop(`the view failed: ${String(error)}`));
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    await shown;
    const told: OutriderEvent[] = [];
    journal.subscribe((event) => told.push(event), { replay: true })();
    await show('plain', happened(lastWords(told)), pods.map(shownPod), options).close();
  };
  return {
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** Events that have happened, for whoever listens. */
function happened(events: readonly OutriderEvent[]): EventSource {
  return {
    subscribe: (listener) => {
      for (const event of events) listener(event);
      return () => {};
    },
  };
}
