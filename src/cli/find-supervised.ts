import { type ControlClient, connectControl } from '../control/client.ts';
import { controlPath } from '../control/path.ts';
import type { PodState } from '../lifecycle/state.ts';
import { choosePods, type PodChoice } from './choose-pods.ts';
import { connectEngine } from './connect.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

export interface Supervised {
  readonly project: string;
  readonly pod: string;
  readonly control: ControlClient;
  readonly state: PodState;
  /** The supervising process; one may have several pods. */
  readonly pid: number;
}

/**
 * The supervisors of the pods that a command is about.
 * @throws Failure when a pod is not there or nobody supervises it.
 */
export async function findSupervised(
  names: readonly string[],
  options: PodChoice & { readonly host?: string },
): Promise<readonly Supervised[]> {
  const { signal } = new AbortController();
  const connection = await connectEngine(options.host, signal);
  try {
    const pods = await choosePods(connection, names, options, signal);
    if (pods.length === 0) throw new Failure(exitCodes.failure, 'no pod is on the engine');
    return await Promise.all(pods.map(({ project, pod }) => supervisorOf(project, pod)));
  } finally {
    connection.close();
  }
}

async function supervisorOf(project: string, pod: string): Promise<Supervised> {
  const found = await trySupervisor(project, pod);
  if (found) return found;
  throw new Failure(
    exitCodes.failure,
    `nobody supervises pod ${pod} of project ${project}`,
    '`outrider up` with its file takes it over, `outrider down` ends it.',
  );
}

/** Undefined when nobody on this machine supervises the pod. */
export async function trySupervisor(project: string, pod: string): Promise<Supervised | undefined> {
  const control = await connectControl(controlPath(project, pod, process.env));
  const reply = await control?.ask({ type: 'state' });
  if (!control || reply?.type !== 'state') return undefined;
  return { project, pod, control, state: reply.state, pid: reply.pid };
}

/** A target such as `app`, `client/app` or `client`: a container, a container of one pod, or a whole pod. */
export interface Target {
  readonly supervised: Supervised;
  readonly container?: string;
}

/** @throws Failure when it is nobody's name, or several pods have such a container. */
export function resolveTarget(all: readonly Supervised[], text: string): Target {
  const [pod, inPod] = text.includes('/') ? text.split('/') : [undefined, text];
  const among = all.filter((one) => pod === undefined || one.pod === pod);
  const owners = among.filter(({ state }) => inPod !== undefined && inPod in state.containers);
  if (owners.length === 1) return { supervised: owners[0]!, container: inPod! };
  if (owners.length > 1)
    throw new Failure(
      exitCodes.usage,
      `several pods have a container ${inPod}`,
      `Say which: ${owners.map((one) => `${one.pod}/${inPod}`).join(' or ')}.`,
    );
  const whole = all.find((one) => one.pod === text);
  if (whole) return { supervised: whole };
  const known = all.flatMap(({ pod: name, state }) => [name, ...Object.keys(state.containers)]);
  throw new Failure(
    exitCodes.failure,
    `there is no pod or container ${text}`,
    `There is ${known.join(', ')}.`,
  );
}
