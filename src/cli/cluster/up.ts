import { type ClusterRun, startClusterRun } from '../../cluster/run/cluster-run.ts';
import type { ClusterClient } from '../../cluster/transport/client.ts';
import { lastWords } from '../../events/last-words.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { Pod } from '../../pod/model.ts';
import { createJournal, type Journal } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { openRecording } from '../files/recording-file.ts';
import { projectName } from '../project-name.ts';
import { surroundings } from '../run-wiring.ts';
import { chooseOutput, show } from '../show/show.ts';
import { showUi } from '../show/show-ui.ts';
import { shownPod } from '../show/shown-pod.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import { type Given, withStdin } from '../up/given.ts';
import type { StopControl, UpOptions } from '../up/options.ts';
import { watchReadiness } from '../up/readiness.ts';
import { wantedPods } from '../up/wanted.ts';
import { applyDetached } from './detached.ts';
import { documentsFor } from './documents.ts';
import { onCluster, openCluster } from './open.ts';
import type { ClusterOptions, OnCluster } from './options.ts';
import { tellClusterOutcome } from './tell-outcome.ts';
import { viewOnly } from './view-only.ts';

/** `outrider up FILE… --context NAME`: the same pods on a cluster, followed in the same view, and removed from it at the end. */
export function upOnCluster(asked: Given, options: OnCluster<UpOptions & ClusterOptions>): Promise<number> {
  return onCluster(async () => {
    const startup = new AbortController();
    const control: StopControl = { stop: () => startup.abort(), kill: () => startup.abort() };
    const ignoreSignals = onStopSignals(
      (reason) => control.stop(reason),
      () => control.kill(),
      { closedOutput: true },
    );
    const given = withStdin(asked);
    const pods = await wantedPods(given, options);
    const client = await openCluster(options, startup.signal);
    try {
      const project = projectName(options.projectName, given.files);
      const request = {
        project,
        objects: await documentsFor(given, options),
        hasSidecars: hasSidecars(pods),
      };
      if (startup.signal.aborted) return exitCodes.ok;
      if (options.detach) return await applyDetached(client, request, pods, options, startup.signal);
      return await attached(client, request, pods, options, control);
    } finally {
      ignoreSignals();
      client.close();
    }
  });
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
  const close = showClusterRun(run, journal, pods, options);
  const late = watchReadiness({ run, journal }, pods, options);
  try {
    const outcome = await run.ended;
    await close();
    const exitCode = tellClusterOutcome(outcome, client.place);
    return (await late()) ?? exitCode;
  } finally {
    await close();
    await finishRecording?.();
  }
}

function showClusterRun(
  run: ClusterRun,
  journal: Journal,
  pods: readonly Pod[],
  options: UpOptions,
): () => Promise<void> {
  const output = chooseOutput(options.output);
  const shownPods = pods.map(shownPod);
  if (output !== 'tui') return show(output, journal, shownPods, options).close;
  const closing = new AbortController();
  const target = {
    ...viewOnly(journal),
    stop: () => run.stop('stopped from the terminal', options.gracePeriod),
    kill: () => run.kill('killed on request'),
    detach: run.leave,
    specOf: async (name: string) => pods.find((pod) => pod.name === name),
  };
  const shown = showUi(target, { leaveAtOnce: false, signal: closing.signal });
  shown.catch((error: unknown) => run.stop(`the view failed: ${String(error)}`));
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    await shown;
    const told: OutriderEvent[] = [];
    journal.subscribe((event) => told.push(event), { replay: true })();
    const last = lastWords(told);
    await show(
      'plain',
      {
        subscribe: (listener) => {
          for (const event of last) listener(event);
          return () => {};
        },
      },
      shownPods,
      options,
    ).close();
  };
  return () => {
    closed ??= close();
    return closed;
  };
}
