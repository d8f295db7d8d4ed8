import type Dockerode from 'dockerode';
import type { ProjectNetwork } from '../../pod/network-wish.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { call, callUnless } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { isDone, statusOf } from '../transport/errors.ts';
import { labels } from './labels.ts';
import { networkName } from './names.ts';
import { mustFit, projectNetworkBody } from './project-network.ts';

/**
 * Makes the project's network unless it is there. Several pods may do so at once, from several processes: the engine
 * (before 25) may then make two of one name and later refuse the name as ambiguous. So each process that made one looks again, and
 * all agree that the oldest stays.
 *
 * @throws EngineError when it is there and is another than the one that is wanted.
 */
export function ensureNetwork(
  docker: Dockerode,
  {
    project,
    version,
    wish = {},
  }: {
    readonly project: string;
    readonly version: string;
    readonly wish?: ProjectNetwork | undefined;
  },
  signal: AbortSignal,
): Promise<void> {
  const body = projectNetworkBody(project, wish);
  return ensureNamed(docker, { project, version, body, check: (found) => mustFit(found, wish) }, signal);
}

/** A network of a project that is to be there, as the engine makes one. */
interface WantedNetwork {
  readonly project: string;
  readonly version: string;
  readonly body: Dockerode.NetworkCreateOptions;
  /** Throws for one that is there and cannot stand for it. */
  readonly check?: (found: Dockerode.NetworkInspectInfo) => void;
}

/** As `ensureNetwork`, for any network of a project. */
export async function ensureNamed(
  docker: Dockerode,
  wanted: WantedNetwork,
  signal: AbortSignal,
): Promise<void> {
  const name = wanted.body.Name;
  const running = underWay.get(docker)?.get(name);
  if (running !== undefined) {
    await running.catch(() => {});
    return ensureNamed(docker, wanted, signal);
  }
  const networks = underWay.get(docker) ?? new Map<string, Promise<void>>();
  underWay.set(docker, networks);
  const work = converge(docker, wanted, signal).finally(() => networks.delete(name));
  networks.set(name, work);
  return work;
}

/** A network takes 150 ms to make, so pods of one process that come up together make it once, not once each. */
const underWay = new WeakMap<Dockerode, Map<string, Promise<void>>>();

async function converge(docker: Dockerode, wanted: WantedNetwork, signal: AbortSignal): Promise<void> {
  const found = await networksOf(docker, wanted.project, signal, wanted.body.Name);
  if (found[0]) wanted.check?.(found[0]);
  if (found.length === 1) return;
  if (found.length === 0) await createNetwork(docker, wanted, signal);
  const [, ...surplus] = await networksOf(docker, wanted.project, signal, wanted.body.Name);
  await Promise.all(surplus.map(({ Id }) => removeNetwork(docker, Id, signal)));
}

async function createNetwork(
  docker: Dockerode,
  { project, version, body }: WantedNetwork,
  signal: AbortSignal,
): Promise<void> {
  const Labels = { ...body.Labels, [labels.project]: project, [labels.version]: version };
  await callUnless(
    (error) => statusOf(error) === 409,
    `create network ${body.Name}`,
    deadlines.change,
    signal,
    (abortSignal) => docker.createNetwork({ ...body, CheckDuplicate: true, Labels, abortSignal }),
  );
}

/** The project's networks of one name, the oldest first. */
export async function networksOf(
  docker: Dockerode,
  project: string,
  signal: AbortSignal,
  name: string = networkName(project),
): Promise<readonly Dockerode.NetworkInspectInfo[]> {
  const found = await call('list networks', deadlines.read, signal, (abortSignal) =>
    docker.listNetworks({ filters: { name: [name] }, abortSignal }),
  );
  const named = found.filter(({ Name }) => Name === name);
  if (named.some(({ Labels }) => Labels?.[labels.project] !== project)) {
    throw new EngineError('name-conflict', `there is a network ${name} that is not Outrider's`, {
      hint: `Remove it (docker network rm ${name}), or choose another project name.`,
    });
  }
  return named.sort((a, b) => a.Created.localeCompare(b.Created) || a.Id.localeCompare(b.Id));
}

/** Every network that the project has made. */
export function allNetworksOf(
  docker: Dockerode,
  project: string,
  signal: AbortSignal,
): Promise<readonly Dockerode.NetworkInspectInfo[]> {
  return call('list networks', deadlines.read, signal, (abortSignal) =>
    docker.listNetworks({ filters: { label: [`${labels.project}=${project}`] }, abortSignal }),
  );
}

/** Removes it unless something is attached still (403) or it is gone (404). */
export function removeNetwork(docker: Dockerode, id: string, signal: AbortSignal): Promise<void> {
  return callUnless(
    (error) => isDone(error) || statusOf(error) === 403,
    'remove the network',
    deadlines.change,
    signal,
    (abortSignal) => docker.getNetwork(id).remove({ abortSignal }),
  );
}
