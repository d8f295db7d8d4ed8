import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { specHashes } from '../../lifecycle/hash.ts';
import { whyNewPod } from '../../lifecycle/new-pod.ts';
import type { Pod } from '../../pod/model.ts';
import { redact } from '../../pod/redact.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { createJournal } from '../../supervisor/journal.ts';
import type { Engine } from '../../supervisor/ports.ts';
import { checkImages } from '../check-images.ts';
import { type Supervised, trySupervisor } from '../find-supervised.ts';
import { stopListed } from '../stop-listed.ts';

interface Update {
  readonly project: string;
  readonly connection: Connection;
  /** It is needed for what is made anew only, so the rest does not wait for it. */
  readonly engineFor: Promise<(pod: Pod) => Engine>;
  readonly signal: AbortSignal;
}

/**
 * Pods that run already are given the file as it is now: where containers are all that changed, those alone are
 * replaced. A pod of which more has changed is stopped in order and removed, to be made anew; its new images are there
 * by then.
 *
 * @returns the pods that somebody supervises, and goes on doing so.
 */
export async function updateRunning(pods: readonly Pod[], update: Update): Promise<readonly Supervised[]> {
  const { project, connection, signal } = update;
  const { listPods } = await import('../../docker/list.ts');
  const [listed, supervisors] = await Promise.all([
    listPods(connection.docker, project, signal),
    Promise.all(pods.map(({ name }) => trySupervisor(project, name))),
  ]);
  const running = pods.map((pod, index) => {
    const found = listed.find((one) => one.pod === pod.name);
    return updateOne(pod, supervisors[index], found, update);
  });
  return (await Promise.all(running)).filter((one) => one !== undefined);
}

async function updateOne(
  pod: Pod,
  supervised: Supervised | undefined,
  listed: ListedPod | undefined,
  { project, connection, engineFor, signal }: Update,
): Promise<Supervised | undefined> {
  const why = supervised
    ? whyNewPod(supervised.state.pod, pod)
    : // The engine keeps nothing secret, so only the rest can be compared.
      listed?.spec && whyNewPod(listed.spec, redact(pod));
  if (why === undefined) {
    const report = { type: 'specChanged', pod, hashes: specHashes(pod) } as const;
    await supervised?.control.ask({ type: 'post', report });
    return supervised;
  }
  supervised?.control.close();
  const journal = createJournal(project, systemClock.wall);
  const engines = new Map([[pod.name, (await engineFor)(pod)]]);
  await checkImages([pod], engines, journal, signal);
  process.stderr.write(`outrider: pod ${pod.name} is made anew: ${why}\n`);
  const there = listed ?? { project, pod: pod.name };
  await stopListed(connection, there, { reason: `it is made anew: ${why}` }, signal);
  return undefined;
}
