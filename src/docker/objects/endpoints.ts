import type Dockerode from 'dockerode';
import type { PodEngineNetwork } from '../../pod/engine-options.ts';
import type { Pod } from '../../pod/model.ts';
import { isOfProject } from '../../pod/project-network.ts';
import { networkName, ownNetworkName } from './names.ts';

/** A network that a pod is on, by the engine's name for it, and what the pod is called there. */
export interface Endpoint {
  readonly network: string;
  readonly settings: Dockerode.EndpointSettings;
}

/** Where a pod is: on the network of its project, unless it names its own. The first one has the pod's address. */
export function endpointsOf(project: string, pod: Pod): readonly Endpoint[] {
  const { networks = [{}], aliases = [], links } = pod.engine ?? {};
  return networks.map((one) => ({
    network: engineName(project, pod, one),
    settings: {
      Aliases: [...new Set([...pod.network.aliases, ...aliases, ...(one.aliases ?? [])])],
      ...(links && { Links: [...links] }),
      ...addresses(one),
    },
  }));
}

export function engineName(project: string, pod: Pod, network: PodEngineNetwork): string {
  if (isOfProject(network)) return pod.network.project?.name ?? networkName(project);
  return network.name ?? ownNetworkName(project, network.key!);
}

function addresses(network: PodEngineNetwork): Dockerode.EndpointSettings {
  const { ipv4Address, ipv6Address, linkLocalIps, macAddress, endpointOptions, gatewayPriority } = network;
  const IPAMConfig = {
    ...(ipv4Address !== undefined && { IPv4Address: ipv4Address }),
    ...(ipv6Address !== undefined && { IPv6Address: ipv6Address }),
    ...(linkLocalIps && { LinkLocalIPs: [...linkLocalIps] }),
  };
  return {
    ...(Object.keys(IPAMConfig).length > 0 && { IPAMConfig }),
    ...(macAddress !== undefined && { MacAddress: macAddress }),
    ...(endpointOptions && { DriverOpts: { ...endpointOptions } }),
    ...(gatewayPriority !== undefined && { GwPriority: gatewayPriority }),
  } as Dockerode.EndpointSettings;
}
