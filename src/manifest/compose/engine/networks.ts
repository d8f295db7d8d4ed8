import type { PodEngineNetwork } from '../../../pod/engine-options.ts';
import { error, type Path, type Problem } from '../../problem.ts';
import { labelOf } from '../names.ts';
import type { ComposeFile, ComposeNetwork, Service } from '../schema.ts';
import { said } from './said.ts';

/** The networks of a service in the order of the file; none when it is on that of the project alone, as most are. */
export function networksOf(
  service: Service,
  file: ComposeFile,
  at: Path,
  problems: Problem[],
): readonly PodEngineNetwork[] {
  const joined = byPriority(Object.entries(service.networks ?? {}));
  const all: typeof joined = joined.length > 0 ? joined : [['default', {}]];
  const networks = all.map(([key, endpoint]): PodEngineNetwork => {
    const declared = file.networks?.[key];
    if (declared === undefined && key !== 'default')
      problems.push(
        error('missing-reference', [...at, 'networks', key], `there is no network ${key} under networks`, {
          bare: true,
        }),
      );
    const { aliases, ipv4_address: ipv4Address, ipv6_address: ipv6Address } = endpoint;
    return said({
      ...networkOf(key, declared),
      aliases,
      ipv4Address,
      ipv6Address,
      linkLocalIps: endpoint.link_local_ips,
      macAddress: endpoint.mac_address,
      endpointOptions: {
        ...endpoint.driver_opts,
        ...(endpoint.interface_name !== undefined && { [INTERFACE_NAME]: endpoint.interface_name }),
      },
      gatewayPriority: endpoint.gw_priority,
    });
  });
  const isPlain = networks.length === 1 && Object.keys(networks[0]!).length === 0;
  return isPlain ? [] : networks;
}

/** The option of an endpoint that the engine names its interface by (docker/cli, `opts/network.go`). */
const INTERFACE_NAME = 'com.docker.network.endpoint.ifname';

/** The network with the highest priority is joined first (compose-spec, `priority`); others stay as they stand. */
function byPriority<T extends readonly [string, { readonly priority?: number | undefined }]>(
  networks: readonly T[],
): readonly T[] {
  return networks.toSorted(([, one], [, other]) => (other.priority ?? 0) - (one.priority ?? 0));
}

function networkOf(key: string, declared: ComposeNetwork | undefined): PodEngineNetwork {
  const isProjects = key === 'default' && Object.keys(declared ?? {}).length === 0;
  if (isProjects) return {};
  const { name, external, driver, driver_opts, internal, attachable, enable_ipv6, ipam, labels } =
    declared ?? {};
  const subnets = (ipam?.config ?? []).map(
    ({ subnet, gateway, ip_range: ipRange, aux_addresses: reserved }) =>
      said({ subnet, gateway, ipRange, reserved }),
  );
  return said({
    key,
    name: external ? (name ?? key) : name,
    external,
    driver,
    driverOptions: driver_opts,
    internal,
    attachable,
    ipv6: enable_ipv6,
    ipv4: declared?.enable_ipv4,
    ipamDriver: ipam?.driver === 'default' ? undefined : ipam?.driver,
    ipamOptions: ipam?.options,
    subnets,
    labels,
  });
}

/**
 * What else the pod of a service is called on its networks: its own name where no pod can have it, `container_name`, and
 * what others call it in `links`.
 */
export function aliasesOf(
  name: string,
  { services = {} }: ComposeFile,
  podName: string,
  problems: Problem[],
): readonly string[] {
  const links = Object.entries(services).flatMap(([other, { links: given = [] }]) =>
    given.flatMap((link, index) => {
      const [target = '', alias = target] = link.split(':');
      if (!Object.hasOwn(services, target) && other === name)
        problems.push(
          error('missing-reference', ['services', other, 'links', index], `there is no service ${target}`),
        );
      return target === name ? [alias] : [];
    }),
  );
  const container = services[name]?.container_name;
  if (container !== undefined) problems.push(...containerNameProblems(name, container, services[name]!));
  const own = [name, labelOf(name), ...(container === undefined ? [] : [container]), ...links];
  return [...new Set(own)].filter((alias) => alias !== podName);
}

/** Source: the schema of the Compose specification, and `checkConsistency` of compose-go. */
function containerNameProblems(
  name: string,
  container: string,
  { scale, deploy }: Service,
): readonly Problem[] {
  const at = ['services', name, 'container_name'];
  const replicas = scale ?? deploy?.replicas ?? 1;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(container))
    return [
      error(
        'compose',
        at,
        `needs letters, digits, _, . and -, at least two, found ${JSON.stringify(container)}`,
      ),
    ];
  if (replicas > 1) return [error('compose', at, `is one name for ${replicas} replicas: leave it out`)];
  return [];
}
