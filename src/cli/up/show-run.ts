import type { Pod } from '../../pod/model.ts';
import type { Run } from '../../run/run.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { engineActions } from '../show/engine-actions.ts';
import { showFullScreen } from '../show/full-screen.ts';
import { chooseOutput, type Shown, show } from '../show/show.ts';
import type { UiTarget } from '../show/show-ui.ts';
import { shownPod } from '../show/shown-pod.ts';
import type { AttachedOptions } from './options.ts';

/** The run in the terminal, full screen or as text. */
export function showRun(
  { run, journal }: { readonly run: Run; readonly journal: EventSource },
  pods: readonly Pod[],
  options: AttachedOptions,
): Shown {
  if (options.leftBehind) return { close: async () => {} };
  const output = chooseOutput(options.output);
  if (output !== 'tui') return show(output, journal, pods.map(shownPod), options);
  const { connection, project, engineFor } = options;
  const supervisorOf = (pod: string) => run.supervisors().find((one) => one.pod.name === pod);
  const target: UiTarget = {
    events: journal,
    post: async (pod, report) => supervisorOf(pod)?.post(report),
    stop: () => run.stop('stopped from the terminal', options.gracePeriod, options.step),
    kill: () => run.kill('killed on request'),
    detach: run.leave,
    specOf: async (pod) => supervisorOf(pod)?.state().pod,
    engineOf: (pod) => engineFor(pods.find(({ name }) => name === pod)!),
    ...engineActions(connection, options.host, () => project),
  };
  return showFullScreen(target, pods.map(shownPod), options, run.stop);
}
