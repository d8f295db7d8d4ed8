import type { PodEngineNetwork } from '../../pod/engine-options.ts';
import type { Pod } from '../../pod/model.ts';
import type { ProjectNetwork } from '../../pod/network-wish.ts';
import { isOfProject } from '../../pod/project-network.ts';
import { given } from './service.ts';

/** The networks that the owner of a pod's network is on, and how. Undefined for that of the project alone. */
export function networksOf(pod: Pod, name: string): Readonly<Record<string, unknown>> | undefined {
  const { networks = [{}], aliases = [] } = pod.engine ?? {};
  const entries = networks.map((one, index) => {
    const all = [...pod.network.aliases, ...aliases, ...(one.aliases ?? [])].filter(
      (alias) => alias !== name,
    );
    const endpoint = given({
      aliases: [...new Set(all)],
      ipv4_address: one.ipv4Address,
      ipv6_address: one.ipv6Address,
      link_local_ips: one.linkLocalIps,
      mac_address: one.macAddress,
      driver_opts: one.endpointOptions,
      gw_priority: one.gatewayPriority,
      // A mapping has no order.
      priority: networks.length > 1 ? networks.length - index : undefined,
    });
    return [networkKey(one), endpoint] as const;
  });
  const isDefault = entries.length === 1 && entries[0]![0] === 'default';
  return isDefault && Object.keys(entries[0]![1]).length === 0 ? undefined : Object.fromEntries(entries);
}

/** The networks that pods name, as the file declares them. */
export function declaredNetworks(pods: readonly Pod[]): Readonly<Record<string, unknown>> {
  const declared = pods.flatMap(({ engine, network: { project } }) =>
    (engine?.networks ?? (project ? [{}] : [])).map((one) => {
      const whole = isOfProject(one) ? { ...one, ...madeAs(project) } : one;
      return [networkKey(one), networkOf(whole)] as const;
    }),
  );
  return Object.fromEntries(declared);
}

function madeAs({ name, ipv6, subnets, mtu }: ProjectNetwork = {}): PodEngineNetwork {
  if (name !== undefined) return { name, external: true };
  return {
    ...(ipv6 !== undefined && { ipv6 }),
    ...(subnets && { subnets: subnets.map((subnet) => ({ subnet })) }),
    ...(mtu !== undefined && { driverOptions: { 'com.docker.network.driver.mtu': String(mtu) } }),
  };
}

/** As the file calls a network. */
function networkKey({ key, name }: PodEngineNetwork): string {
  return key ?? name ?? 'default';
}

function networkOf(network: PodEngineNetwork): Readonly<Record<string, unknown>> {
  const { name, external, subnets = [] } = network;
  if (external) return given({ name, external });
  const config = subnets.map(({ subnet, gateway, ipRange, reserved }) =>
    given({ subnet, gateway, ip_range: ipRange, aux_addresses: reserved }),
  );
  return given({
    name,
    driver: network.driver,
    driver_opts: network.driverOptions,
    internal: network.internal,
    attachable: network.attachable,
    enable_ipv6: network.ipv6,
    enable_ipv4: network.ipv4,
    ipam: given({ driver: network.ipamDriver, config, options: network.ipamOptions }),
    labels: network.labels,
  });
}
