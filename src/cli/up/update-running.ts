import type { ControlClient } from '../../control/client.ts';
import { findRuns } from '../../control/find.ts';
import type { MeetingPlace } from '../../control/place.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { PodState } from '../../lifecycle/state/state.ts';
import type { Pod } from '../../pod/model.ts';
import { askForDown } from '../../run/ask-for-down.ts';
import { fetchImages } from '../../run/images.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { createJournal } from '../../supervisor/journal.ts';
import type { Engine } from '../../supervisor/ports.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { Supervised } from '../find/find-supervised.ts';
import { meeting, surroundings } from '../run-wiring.ts';
import { tellEvent } from '../show/tell-event.ts';

interface Update {
  readonly project: string;
  readonly connection: Connection;
  /** It is needed for what is fetched only, so the rest does not wait for it. */
  readonly engineFor: Promise<(pod: Pod) => Engine>;
  readonly signal: AbortSignal;
}

/** A pod that another run goes on supervising, and what it is to be now. */
export interface Updated extends Supervised {
  readonly wanted: Pod;
}

/**
 * Pods that another run supervises are given the file as it is now: where containers are all that changed, those alone are
 * replaced. A pod of which more has changed is stopped in order and removed by its supervisor, to be made anew; its new
 * images are there by then. A pod that is being stopped is waited for.
 *
 * @returns the pods that another run goes on supervising.
 */
export async function updateRunning(pods: readonly Pod[], update: Update): Promise<readonly Updated[]> {
  const place = meeting(update.connection, update.project);
  const found = await Promise.all(pods.map((pod) => supervisorOf(pod, place)));
  let supervised = found.filter((one) => one !== undefined);
  if (supervised.length === 0) return [];
  try {
    const complete = await checkImages(
      supervised.map(({ pod }) => pod),
      update,
    );
    supervised = supervised.map((one, index) => ({ ...one, pod: complete[index]! }));
  } catch (error) {
    for (const { client } of supervised) client.close();
    throw error;
  }
  const updated = await Promise.all(
    supervised.map(async ({ pod, client }) => {
      const one = await updateOne(pod, client, update);
      if (!one) client.close();
      return one;
    }),
  );
  return oneClientARun(updated.filter((one) => one !== undefined));
}

/** Each pod has a connection of its own while it is updated. */
async function supervisorOf(
  pod: Pod,
  place: MeetingPlace,
): Promise<{ readonly pod: Pod; readonly client: ControlClient } | undefined> {
  let found: ControlClient | undefined;
  for (const run of await findRuns(place)) {
    if (run.is !== 'there') continue;
    if (!found && run.pods.includes(pod.name)) found = run.client;
    else run.client.close();
  }
  return found && { pod, client: found };
}

/** Whoever looks at several pods of a run hears each of its events once. */
function oneClientARun(all: readonly Updated[]): readonly Updated[] {
  const first = new Map<number, ControlClient>();
  return all.map((one) => {
    const control = first.get(one.pid) ?? one.control;
    first.set(one.pid, control);
    if (control !== one.control) one.control.close();
    return { ...one, control };
  });
}

/** Before anything is stopped: a misspelt name costs no pod that runs. */
async function checkImages(
  pods: readonly Pod[],
  { project, engineFor, signal }: Update,
): Promise<readonly Pod[]> {
  const journal = createJournal(project, systemClock.wall);
  const images = await fetchImages(pods, await engineFor, journal, signal);
  if (images.problems.length > 0) throw new Failure(exitCodes.failure, images.problems.join('\n'));
  return images.pods;
}

async function updateOne(
  pod: Pod,
  client: ControlClient,
  { project, signal }: Update,
): Promise<Updated | undefined> {
  const { name } = pod;
  const found = await stateOf(client, name);
  if (!found) return undefined;
  if (isEnding(found)) {
    surroundings.say(`waiting for the end of pod ${name}, which pid ${client.greeting.pid} stops`);
    while (!signal.aborted && (await stateOf(client, name))) await surroundings.pause(lookEveryMs);
    return undefined;
  }
  const reply = await client.ask({ type: 'update', pod }, signal);
  const state = await stateOf(client, name);
  if (reply.type !== 'needsNewPod' && state)
    return { project, pod: name, control: client, state, pid: client.greeting.pid, wanted: pod };
  if (reply.type !== 'needsNewPod') return undefined;
  surroundings.say(`pod ${name} is made anew: ${reply.why}`);
  const request = { pod: name, reason: `it is made anew: ${reply.why}` };
  await askForDown(client, request, { tell: tellEvent, pause: surroundings.pause }, signal);
  return undefined;
}

/** How often a pod that is being stopped is looked at. */
const lookEveryMs = 300;

/** Undefined when the run does not supervise it any more. */
async function stateOf(client: ControlClient, pod: string): Promise<PodState | undefined> {
  const reply = await client.ask({ type: 'state', pod }).catch(() => undefined);
  return reply?.type === 'state' ? reply.state : undefined;
}

function isEnding({ finished, termination }: PodState): boolean {
  return finished || termination?.afterwards === 'end';
}
