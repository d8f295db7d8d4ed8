import type Dockerode from 'dockerode';
import type { PodEngineNetwork } from '../../pod/engine-options.ts';
import type { ProjectNetwork } from '../../pod/network-wish.ts';
import { isOfProject, overlaid } from '../../pod/project-network.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { call, callUnless } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { statusOf } from '../transport/errors.ts';
import { endpointsOf, engineName } from './endpoints.ts';
import type { Owner } from './labels.ts';
import { ensureNamed, ensureNetwork } from './network.ts';

/**
 * Makes the networks that a pod is on unless they are there. @throws EngineError `engine` when one that somebody else makes
 * is missing, `name-conflict` when one of the project's has the name of somebody else's.
 */
export async function ensureNetworks(docker: Dockerode, owner: Owner, signal: AbortSignal): Promise<void> {
  const { project, version, pod } = owner;
  const ensure = (network: PodEngineNetwork): Promise<void> => {
    const name = engineName(project, pod, network);
    const isForeign = isOfProject(network) ? pod.network.project?.name !== undefined : network.external;
    if (isForeign) return mustExist(docker, name, signal);
    if (isOfProject(network)) {
      const wish = overlaid([pod.network.project ?? {}, wishOf(network)]);
      return ensureNetwork(docker, { project, version, wish }, signal);
    }
    return ensureNamed(docker, { project, version, body: bodyOf(name, network) }, signal);
  };
  await Promise.all((pod.engine?.networks ?? [{}]).map(ensure));
}

/** Connects the holder with every network of its pod but the first one, which it is created with. */
export async function connectHolder(
  docker: Dockerode,
  { project, pod }: Owner,
  holder: string,
  signal: AbortSignal,
): Promise<void> {
  const [, ...further] = endpointsOf(project, pod);
  for (const { network, settings } of further)
    await callUnless(
      // It is connected already, or so the engine says.
      (error) => statusOf(error) === 403 && /already exists/i.test((error as Error).message),
      `connect with network ${network}`,
      deadlines.change,
      signal,
      (abortSignal) => {
        const options = { Container: holder, EndpointConfig: settings, abortSignal };
        return docker.getNetwork(network).connect(options);
      },
    );
}

async function mustExist(docker: Dockerode, name: string, signal: AbortSignal): Promise<void> {
  const found = await call('list networks', deadlines.read, signal, (abortSignal) =>
    docker.listNetworks({ filters: { name: [name] }, abortSignal }),
  );
  if (found.some(({ Name, Id }) => Name === name || Id === name)) return;
  throw new EngineError('engine', `there is no network ${name}, which the pod says is there already`, {
    hint: `Make it (docker network create ${name}), or do not name it, so that the project makes its own.`,
  });
}

/** What a network of the project says of itself where the pod lists it among others. */
function wishOf({ ipv6, subnets = [] }: PodEngineNetwork): ProjectNetwork {
  const ranges = subnets.flatMap(({ subnet }) => (subnet === undefined ? [] : [subnet]));
  return { ipv6, ...(ranges.length > 0 && { subnets: ranges }) };
}

function bodyOf(name: string, network: PodEngineNetwork): Dockerode.NetworkCreateOptions {
  const { driver = 'bridge', driverOptions, internal, attachable, ipv4, ipv6, labels } = network;
  const { subnets, ipamDriver = 'default', ipamOptions } = network;
  const Config = (subnets ?? []).map(({ subnet, gateway, ipRange, reserved }) => ({
    ...(subnet !== undefined && { Subnet: subnet }),
    ...(gateway !== undefined && { Gateway: gateway }),
    ...(ipRange !== undefined && { IPRange: ipRange }),
    ...(reserved && { AuxiliaryAddresses: { ...reserved } }),
  }));
  return {
    Name: name,
    Driver: driver,
    ...(driverOptions && { Options: { ...driverOptions } }),
    ...(internal !== undefined && { Internal: internal }),
    ...(attachable !== undefined && { Attachable: attachable }),
    ...(ipv6 !== undefined && { EnableIPv6: ipv6 }),
    ...(ipv4 !== undefined && { EnableIPv4: ipv4 }),
    ...((Config.length > 0 || ipamOptions || ipamDriver !== 'default') && {
      IPAM: { Driver: ipamDriver, Config, ...(ipamOptions && { Options: { ...ipamOptions } }) },
    }),
    ...(labels && { Labels: { ...labels } }),
  };
}
