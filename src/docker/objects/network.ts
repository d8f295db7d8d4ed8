import { createHash } from 'node:crypto';
import type Dockerode from 'dockerode';
import { EngineError } from '../../supervisor/ports.ts';
import { call, callUnless } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { isDone, statusOf } from '../transport/errors.ts';
import { labels } from './labels.ts';
import { networkName } from './names.ts';

/**
 * Makes the project's network unless it is there. Several pods may do so at once, from several processes: the engine
 * (before 25) may then make two of one name and later refuse the name as ambiguous. So whoever made one looks again, and
 * all agree that the oldest stays.
 *
 * @param ipv6 Adds a subnet of the project's own; engines before 27 cannot choose one themselves.
 */
export function ensureNetwork(
  docker: Dockerode,
  project: string,
  version: string,
  ipv6: boolean,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    Name: networkName(project),
    Driver: 'bridge',
    ...(ipv6 && { EnableIPv6: true, IPAM: { Config: [{ Subnet: ipv6Subnet(project) }] } }),
  };
  return ensureNamed(docker, { project, version, body }, signal);
}

/** A network of a project that is to be there, as the engine makes one. */
interface WantedNetwork {
  readonly project: string;
  readonly version: string;
  readonly body: Dockerode.NetworkCreateOptions;
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

/** A unique local /64 (RFC 4193) that is always the same for a project. */
export function ipv6Subnet(project: string): string {
  const hex = createHash('sha256').update(project).digest('hex');
  return `fd${hex.slice(0, 2)}:${hex.slice(2, 6)}:${hex.slice(6, 10)}:${hex.slice(10, 14)}::/64`;
}
