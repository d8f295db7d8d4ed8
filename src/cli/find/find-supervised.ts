import type { ControlClient } from '../../control/client.ts';
import { type FoundRun, findRuns } from '../../control/find.ts';
import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { PodState } from '../../lifecycle/state/state.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { meeting } from '../run-wiring.ts';
import { choosePods, type PodChoice } from './choose-pods.ts';
import { connectEngine } from './connect.ts';
import { type Unreached, unreached } from './unreached.ts';

/** A pod whose supervisor answers. Pods of one run share its client. */
export interface Supervised {
  readonly project: string;
  readonly pod: string;
  readonly control: ControlClient;
  /** Without anything secret. */
  readonly state: PodState;
  readonly pid: number;
}

/** The pods that a command is about. */
export interface Found {
  readonly supervised: readonly Supervised[];
  /** Pods on the engine that no supervisor answers for. */
  readonly unreached: readonly Unreached[];
  close(): void;
}

/**
 * Asks the supervisors of the pods that a command is about. It takes 2 s at most, whatever they do.
 * @throws Failure when a pod that is named is not there, or none is.
 */
export async function findSupervised(
  names: readonly string[],
  options: PodChoice & { readonly host?: string },
): Promise<Found> {
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  try {
    const pods = await choosePods(connection, names, options, signal);
    if (pods.length === 0) throw new Failure(exitCodes.failure, 'no pod is on the engine');
    return await askSupervisors(connection, pods);
  } finally {
    connection.close();
  }
}

export async function askSupervisors(connection: Connection, pods: readonly ListedPod[]): Promise<Found> {
  const projects = [...new Set(pods.map(({ project }) => project))];
  const found = await Promise.all(
    projects.map(async (project) => [project, await findRuns(meeting(connection, project))] as const),
  );
  const runsOf = new Map(found);
  const asked = await Promise.all(
    pods.map((listed) => askSupervisor(connection, listed, runsOf.get(listed.project) ?? [])),
  );
  return {
    supervised: asked.flatMap((one) => ('state' in one ? [one] : [])),
    unreached: asked.flatMap((one) => ('words' in one ? [one] : [])),
    close: () => {
      for (const run of found.flatMap(([, runs]) => runs)) if (run.is === 'there') run.client.close();
    },
  };
}

async function askSupervisor(
  connection: Connection,
  listed: ListedPod,
  runs: readonly FoundRun[],
): Promise<Supervised | Unreached> {
  const { project, pod } = listed;
  for (const run of runs) {
    if (run.is !== 'there' || !run.pods.includes(pod)) continue;
    const reply = await run.client.ask({ type: 'state', pod }).catch(() => undefined);
    if (reply?.type === 'state')
      return { project, pod, control: run.client, state: reply.state, pid: run.pid };
  }
  return unreached(connection, listed, runs);
}

/** A target such as `app`, `client/app` or `client`: a container, a container of one pod, or a whole pod. */
export interface Target {
  readonly supervised: Supervised;
  readonly container?: string;
}

/** @throws Failure when it is nobody's name, several pods have such a container, or its supervisor does not answer. */
export function resolveTarget(found: Found, text: string): Target {
  const [pod, inPod] = text.includes('/') ? text.split('/') : [undefined, text];
  const all = [...found.supervised.map(memberOf), ...found.unreached.map(listedMember)];
  const owners = all.filter(
    (one) => (pod === undefined || one.pod === pod) && one.containers.includes(inPod ?? ''),
  );
  if (owners.length > 1)
    throw new Failure(
      exitCodes.usage,
      `several pods have a container ${inPod}`,
      `Say which: ${owners.map((one) => `${one.pod}/${inPod}`).join(' or ')}.`,
    );
  const owner = owners[0];
  if (owner) return { supervised: reached(owner.one), container: inPod! };
  const whole = all.find((one) => one.pod === text);
  if (whole) return { supervised: reached(whole.one) };
  throw new Failure(
    exitCodes.failure,
    `there is no pod or container ${text}`,
    `There is ${all.flatMap((one) => [one.pod, ...one.containers]).join(', ')}.`,
  );
}

interface Member {
  readonly pod: string;
  readonly containers: readonly string[];
  readonly one: Supervised | Unreached;
}

function memberOf(one: Supervised): Member {
  return { pod: one.pod, containers: Object.keys(one.state.containers), one };
}

function listedMember(one: Unreached): Member {
  return { pod: one.pod, containers: one.listed.containers.map(({ name }) => name), one };
}

function reached(one: Supervised | Unreached): Supervised {
  if ('state' in one) return one;
  throw new Failure(exitCodes.failure, one.words, one.hint);
}
