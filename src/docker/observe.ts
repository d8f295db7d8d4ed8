import type Dockerode from 'dockerode';
import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';
import type { Observed, ObservedContainer, SandboxAddress } from '../supervisor/ports.ts';
import { signalName } from './images/images.ts';
import { epochMs, inspectContainer } from './objects/containers.ts';
import { labels, ofPod, podOf } from './objects/labels.ts';
import { networkName } from './objects/names.ts';
import { isOurs } from './objects/ours.ts';
import { call } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';
import { statusOf } from './transport/errors.ts';

type Inspected = Dockerode.ContainerInspectInfo;

/** Everything of the pod that the engine has now. Of several holders the latest counts. */
export async function observe(
  docker: Dockerode,
  project: string,
  pod: Pod,
  signal: AbortSignal,
): Promise<Observed> {
  const all = await inspectAll(docker, await idsOf(docker, project, pod.name, signal), signal);
  const holder = newestOf(all);
  const spec = holder && podOf(holder.Config.Labels);
  return {
    ...(holder && { sandbox: sandboxOf(holder) }),
    ...(spec && { spec }),
    others: all.filter((one) => one !== holder && !one.Config.Labels[labels.container]).map(({ Id }) => Id),
    containers: all.filter((one) => one.Config.Labels[labels.container]).map((one) => containerOf(one, pod)),
  };
}

/** The pod's latest holder, running or not. */
export async function newestHolder(
  docker: Dockerode,
  project: string,
  pod: string,
  signal: AbortSignal,
): Promise<Inspected | undefined> {
  return newestOf(await inspectAll(docker, await idsOf(docker, project, pod, signal, 'holder'), signal));
}

function newestOf(all: readonly Inspected[]): Inspected | undefined {
  return all
    .filter((one) => one.Config.Labels[labels.role] === 'holder')
    .sort((a, b) => attemptOf(a) - attemptOf(b))
    .at(-1);
}

/** Ids of all containers of a pod, or of a project's pods, that Outrider made. */
export async function idsOf(
  docker: Dockerode,
  project: string,
  pod: string | undefined,
  signal: AbortSignal,
  role?: 'holder' | 'tool',
): Promise<readonly string[]> {
  const { label } = ofPod(project, pod);
  const filters = { label: role === undefined ? label : [...label, `${labels.role}=${role}`] };
  const found = await call('list containers', deadlines.read, signal, (abortSignal) =>
    docker.listContainers({ all: true, filters, abortSignal }),
  );
  return found.filter(({ Names, Labels }) => isOurs(Names, Labels)).map(({ Id }) => Id);
}

/** The list call knows neither pids nor times. What goes away meanwhile is left out. */
async function inspectAll(
  docker: Dockerode,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Inspected[]> {
  const found = await Promise.all(
    ids.map((id) =>
      inspectContainer(docker, id, signal).catch((error: unknown) => {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }),
    ),
  );
  return found.filter((one) => one !== undefined);
}

function sandboxOf(holder: Inspected): NonNullable<Observed['sandbox']> {
  const address = addressOf(holder);
  return {
    id: holder.Id,
    attempt: attemptOf(holder),
    running: holder.State.Running,
    ...(address && { address }),
    // A holder that was started again has a new namespace: what ran before did not run in it.
    createdAt: Math.max(epochMs(holder.Created), epochMs(holder.State.StartedAt)),
  };
}

/** On the network that it was created with. Undefined while the holder does not run. */
export function addressOf(holder: Inspected): SandboxAddress | undefined {
  const { Networks } = holder.NetworkSettings;
  const network = networkOf(holder);
  const { IPAddress: ip, IPPrefixLen: prefixLength } = Networks[network] ?? {};
  return ip ? { ip, network, ...(prefixLength ? { prefixLength } : {}) } : undefined;
}

/** Podman's API calls the mode of every network `bridge`: there the project's own network tells, or the first of its others. */
function networkOf({ HostConfig, NetworkSettings: { Networks }, Config }: Inspected): string {
  const mode = HostConfig.NetworkMode ?? '';
  if (Networks[mode]) return mode;
  const own = networkName(Config.Labels[labels.project] ?? '');
  return Networks[own] ? own : (Object.keys(Networks).sort()[0] ?? mode);
}

function containerOf(one: Inspected, pod: Pod): ObservedContainer {
  const found = one.Config.Labels;
  const name = found[labels.container]!;
  // @types/dockerode does not know of a container's StopSignal.
  const { StopSignal } = one.Config as { StopSignal?: string };
  return {
    id: one.Id,
    name,
    role: found[labels.role] as ObservedContainer['role'],
    attempt: attemptOf(one),
    specHash: found[labels.specHash] ?? '',
    image: allContainers(pod).find((container) => container.name === name)?.image ?? one.Config.Image,
    stopSignal: signalName(StopSignal || 'SIGTERM'),
    state: stateOf(one.State),
  };
}

function stateOf(state: Inspected['State']): ObservedContainer['state'] {
  if (state.Running) return { is: 'running', pid: state.Pid, startedAt: epochMs(state.StartedAt) };
  if (state.Status === 'created') return { is: 'created' };
  return {
    is: 'exited',
    exitCode: state.ExitCode,
    oomKilled: isOomKilled(state),
    startedAt: epochMs(state.StartedAt),
    finishedAt: epochMs(state.FinishedAt),
  };
}

/** The engine also sets the flag when only a child was killed; the main process was when it ended by SIGKILL, too. */
export function isOomKilled({
  OOMKilled,
  ExitCode,
}: Pick<Inspected['State'], 'OOMKilled' | 'ExitCode'>): boolean {
  return OOMKilled && ExitCode === 137;
}

function attemptOf(one: Inspected): number {
  return Number(one.Config.Labels[labels.attempt] ?? 0);
}
