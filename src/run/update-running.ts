import type { ControlClient } from '../control/client.ts';
import type { FoundRun } from '../control/find.ts';
import type { OutriderEvent } from '../events/types.ts';
import type { PodState } from '../lifecycle/state/state.ts';
import type { Pod } from '../pod/model.ts';
import { askForDown } from './ask-for-down.ts';

/** What updating pods of other runs needs of the world. */
export interface UpdatePorts {
  /** The runs of the project on this machine; each look connects anew. */
  readonly findRuns: () => Promise<readonly FoundRun[]>;
  /** Fetches the images of pods; answers with the pods as their images complete them, or with what is wrong. */
  readonly fetch: (
    pods: readonly Pod[],
  ) => Promise<{ readonly pods: readonly Pod[]; readonly problems: readonly string[] }>;
  readonly pause: (ms: number) => Promise<void>;
  /** Tells a person what is waited for. */
  readonly say: (words: string) => void;
  /** Hears the events of a pod that its supervisor stops. */
  readonly tell: (event: OutriderEvent) => void;
}

/** A pod that another run goes on supervising. Pods of one run share its client. */
export interface UpdatedPod {
  /** What it is to be now. */
  readonly wanted: Pod;
  readonly client: ControlClient;
  readonly state: PodState;
}

export type UpdateOutcome =
  | { readonly is: 'updated'; readonly pods: readonly UpdatedPod[] }
  /** Images cannot be had; nothing was asked of anybody. */
  | { readonly is: 'noImages'; readonly problems: readonly string[] };

/**
 * Pods that another run supervises are given the file as it is now: where containers are all that changed, those alone are
 * replaced. A pod of which more has changed is stopped in order and removed by its supervisor, to be made anew; its new
 * images are there by then. A pod that is being stopped is waited for.
 *
 * The images come first, before anything is stopped: a misspelt name costs no pod that runs.
 */
export async function updateRunning(
  pods: readonly Pod[],
  ports: UpdatePorts,
  signal: AbortSignal,
): Promise<UpdateOutcome> {
  const found = await Promise.all(pods.map((pod) => supervisorOf(pod, ports)));
  const supervised = found.filter((one) => one !== undefined);
  if (supervised.length === 0) return { is: 'updated', pods: [] };
  const closeAll = (): void => {
    for (const { client } of supervised) client.close();
  };
  const images = await ports.fetch(supervised.map(({ pod }) => pod)).catch((error: unknown) => {
    closeAll();
    throw error;
  });
  if (images.problems.length > 0) {
    closeAll();
    return { is: 'noImages', problems: images.problems };
  }
  const updated = await Promise.all(
    supervised.map(async ({ client }, index) => {
      const one = await updateOne(images.pods[index]!, client, ports, signal);
      if (!one) client.close();
      return one;
    }),
  );
  return { is: 'updated', pods: oneClientARun(updated.filter((one) => one !== undefined)) };
}

/** Each pod has a connection of its own while it is updated. */
async function supervisorOf(
  pod: Pod,
  { findRuns }: UpdatePorts,
): Promise<{ readonly pod: Pod; readonly client: ControlClient } | undefined> {
  let found: ControlClient | undefined;
  for (const run of await findRuns()) {
    if (run.is !== 'there') continue;
    if (!found && run.pods.includes(pod.name)) found = run.client;
    else run.client.close();
  }
  return found && { pod, client: found };
}

/** A view of several pods of a run hears each of its events once. */
function oneClientARun(all: readonly UpdatedPod[]): readonly UpdatedPod[] {
  const first = new Map<number, ControlClient>();
  return all.map((one) => {
    const { pid } = one.client.greeting;
    const client = first.get(pid) ?? one.client;
    first.set(pid, client);
    if (client !== one.client) one.client.close();
    return { ...one, client };
  });
}

/** How often a pod that is being stopped is looked at. */
const lookEveryMs = 300;

/** @returns undefined when nobody supervises the pod any more: it is there to be made. */
async function updateOne(
  pod: Pod,
  client: ControlClient,
  { say, pause, tell }: UpdatePorts,
  signal: AbortSignal,
): Promise<UpdatedPod | undefined> {
  const { name } = pod;
  const found = await stateOf(client, name);
  if (!found) return undefined;
  if (isEnding(found)) {
    say(`waiting for the end of pod ${name}, which pid ${client.greeting.pid} stops`);
    while (!signal.aborted && (await stateOf(client, name))) await pause(lookEveryMs);
    return undefined;
  }
  const reply = await client.ask({ type: 'update', pod }, signal);
  if (reply.type !== 'needsNewPod') {
    const state = await stateOf(client, name);
    return state && { wanted: pod, client, state };
  }
  const why = `it is made anew: ${reply.why}`;
  say(`pod ${name} is made anew: ${reply.why}`);
  await askForDown(client, { pod: name, reason: why }, { tell, pause }, signal);
  return undefined;
}

/** Undefined when the run does not supervise it any more. */
async function stateOf(client: ControlClient, pod: string): Promise<PodState | undefined> {
  const reply = await client.ask({ type: 'state', pod }).catch(() => undefined);
  return reply?.type === 'state' ? reply.state : undefined;
}

function isEnding({ finished, termination }: PodState): boolean {
  return finished || termination?.afterwards === 'end';
}
