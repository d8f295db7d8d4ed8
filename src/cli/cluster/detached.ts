import { type ClusterRunRequest, startClusterRun } from '../../cluster/run/cluster-run.ts';
import type { ClusterClient } from '../../cluster/transport/client.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { Pod } from '../../pod/model.ts';
import { createJournal, type EventSource } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { surroundings } from '../run-wiring.ts';
import { allReady } from '../up/all-ready.ts';
import type { UpOptions } from '../up/options.ts';
import { tellClusterOutcome } from './tell-outcome.ts';

/** `up -d --context`: applies, and comes back when the app containers run, or with `--wait` when the pods are ready. */
export async function applyDetached(
  client: ClusterClient,
  request: ClusterRunRequest,
  pods: readonly Pod[],
  { wait, timeout }: UpOptions,
  signal: AbortSignal,
): Promise<number> {
  const journal = createJournal(request.project, surroundings.clock.wall);
  const run = startClusterRun(request, { client, journal, say: surroundings.say });
  signal.addEventListener('abort', () => run.leave(), { once: true });
  const named = podsByName(request, pods);
  const reached = wait ? allReady(named, journal, timeout) : allRunning(named, journal);
  reached.catch(() => {});
  // What is reached is so only once everything is applied: pods of a Deployment are not waited for at all.
  const outcome = await Promise.race([run.ended, run.applied.then(() => reached)]);
  if (outcome) return signal.aborted ? exitCodes.interrupted : tellClusterOutcome(outcome, client.place);
  run.leave();
  return exitCodes.ok;
}

/** The pods that have the same name there. Those of a Deployment have names of their own, and are not waited for. */
export function podsByName({ objects }: ClusterRunRequest, pods: readonly Pod[]): readonly Pod[] {
  return pods.filter(({ name }) =>
    objects.some(({ kind, metadata }) => kind === 'Pod' && metadata.name === name),
  );
}

/** Settles when every app container of the pods has run. */
function allRunning(pods: readonly Pod[], events: EventSource): Promise<void> {
  const missing = new Set(
    pods.flatMap(({ name, containers }) => containers.map((one) => `${name}/${one.name}`)),
  );
  return new Promise((resolve) => {
    const listen = (event: OutriderEvent): void => {
      if (event.type === 'ContainerRunning') missing.delete(`${event.pod}/${event.container}`);
      if (missing.size === 0) resolve();
    };
    events.subscribe(listen, { replay: true });
    if (missing.size === 0) resolve();
  });
}
