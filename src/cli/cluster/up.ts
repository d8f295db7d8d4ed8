import { type ClusterRun, startClusterRun } from '../../cluster/run/cluster-run.ts';
import type { ClusterClient } from '../../cluster/transport/client.ts';
import type { Pod } from '../../pod/model.ts';
import { createJournal, type Journal } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { openRecording } from '../files/recording-file.ts';
import { projectName } from '../project-name.ts';
import { surroundings } from '../run-wiring.ts';
import { showFullScreen } from '../show/full-screen.ts';
import { chooseOutput, type Shown, show } from '../show/show.ts';
import { shownPod } from '../show/shown-pod.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import { type Given, withStdin } from '../up/given.ts';
import type { StopControl, UpOptions } from '../up/options.ts';
import { watchReadiness } from '../up/readiness.ts';
import { wantedPods } from '../up/wanted.ts';
import { applyDetached, podsByName } from './detached.ts';
import { documentsFor } from './documents.ts';
import { onCluster } from './open.ts';
import type { ClusterOptions, OnCluster } from './options.ts';
import { tellClusterOutcome } from './tell-outcome.ts';
import { viewOnly } from './view-only.ts';

/** `outrider up FILE… --context NAME`: the same pods on a cluster, followed in the same view, and removed from it at the end. */
export async function upOnCluster(
  asked: Given,
  options: OnCluster<UpOptions & ClusterOptions>,
): Promise<number> {
  const startup = new AbortController();
  const control: StopControl = { stop: () => startup.abort(), kill: () => startup.abort() };
  const ignoreSignals = onStopSignals(
    (reason) => control.stop(reason),
    () => control.kill(),
    { closedOutput: true },
  );
  try {
    const given = withStdin(asked);
    const pods = await wantedPods(given, options);
    const project = projectName(options.projectName, given.files);
    const objects = await documentsFor(given, options);
    return await onCluster(options, startup.signal, (client) => {
      const request = { project, objects, hasSidecars: hasSidecars(pods) };
      return options.detach
        ? applyDetached(client, request, pods, options, startup.signal)
        : attached(client, request, pods, options, control);
    });
  } catch (error) {
    // Ctrl-C before anything was applied: there is nothing to remove, and nothing to say.
    if (startup.signal.aborted) return exitCodes.ok;
    throw error;
  } finally {
    ignoreSignals();
  }
}

function hasSidecars(pods: readonly Pod[]): boolean {
  return pods.some(({ initContainers }) => initContainers.some(({ role }) => role === 'sidecar'));
}

async function attached(
  client: ClusterClient,
  request: Parameters<typeof startClusterRun>[0],
  pods: readonly Pod[],
  options: UpOptions,
  control: StopControl,
): Promise<number> {
  const recording =
    options.record === undefined
      ? undefined
      : openRecording(options.record, new Date(surroundings.clock.wall()));
  const journal = createJournal(request.project, surroundings.clock.wall);
  const finishRecording = recording?.begin(journal, (message) => {
    journal.append(pods[0]?.name ?? '', { type: 'Warning', message });
  });
  const run = startClusterRun(request, { client, journal, say: surroundings.say });
  control.stop = (reason) => run.stop(reason, options.gracePeriod);
  control.kill = () => run.kill('killed on request');
  const shown = showClusterRun(run, journal, pods, options);
  const late = watchReadiness({ run, journal }, podsByName(request, pods), options);
  try {
    const outcome = await run.ended;
    await shown.close();
    const exitCode = tellClusterOutcome(outcome, client.place);
    return (await late()) ?? exitCode;
  } finally {
    await shown.close();
    await finishRecording?.();
  }
}

function showClusterRun(run: ClusterRun, journal: Journal, pods: readonly Pod[], options: UpOptions): Shown {
  const output = chooseOutput(options.output);
  const shownPods = pods.map(shownPod);
  if (output !== 'tui') return show(output, journal, shownPods, options);
  const target = {
    ...viewOnly(journal),
    stop: () => run.stop('stopped from the terminal', options.gracePeriod),
    kill: () => run.kill('killed on request'),
    detach: run.leave,
    specOf: async (name: string) => pods.find((pod) => pod.name === name),
  };
  return showFullScreen(target, shownPods, options, run.stop);
}
