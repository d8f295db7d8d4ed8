import type Dockerode from 'dockerode';
import { allContainers } from '../../pod/containers.ts';
import type { ContainerPort, Pod } from '../../pod/model.ts';
import { clusterDomain } from '../../services/zone.ts';
import { type Endpoint, endpointsOf } from './endpoints.ts';
import { holderLabels, type Owner } from './labels.ts';
import { holderBinds, holderMount, holderMounts, terminationLogs } from './mounts.ts';

/**
 * Capabilities of the holder, where rules are applied and looked at: nft needs NET_ADMIN alone, iptables-legacy NET_RAW as
 * well. Its rights reach no further than the pod's own network namespace.
 */
const capabilities = ['NET_ADMIN', 'NET_RAW'];

/** A `subPath`, or what counts for a `sizeLimit`, may lie in a folder that another user has closed. Only the pod's own volumes are within reach. */
const lookEverywhere = 'DAC_OVERRIDE';

/**
 * The container that owns the pod's namespaces: network with ports, names and DNS, System V IPC, and the process namespace
 * where the pod shares one. Everything that a container with `--network container:` cannot have stands here.
 */
export function holderBody(owner: Owner, attempt: number, image: string): Dockerode.ContainerCreateOptions {
  const { pod, project } = owner;
  const [{ network, settings }] = endpointsOf(project, pod) as [Endpoint];
  const { hostname = pod.network.hostname, domainname, macAddress, shmBytes } = pod.engine ?? {};
  const ports = publishedPorts(pod);
  return {
    Image: image,
    Labels: { ...holderLabels(owner, attempt) },
    Hostname: hostname,
    ...(domainname !== undefined && { Domainname: domainname }),
    ...(macAddress !== undefined && { MacAddress: macAddress }),
    Healthcheck: { Test: ['NONE'] },
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((port) => [port, {}])),
    NetworkingConfig: { EndpointsConfig: { [network]: settings } },
    HostConfig: {
      NetworkMode: network,
      IpcMode: 'shareable',
      ...(shmBytes !== undefined && { ShmSize: shmBytes }),
      PortBindings: ports,
      RestartPolicy: { Name: '' },
      // The image has an init of its own; the engine's would be a second one.
      Init: false,
      LogConfig: { Type: 'json-file', Config: {} },
      CapDrop: ['ALL'],
      CapAdd: [...capabilities, ...(hasSubPaths(pod) || hasSizeLimits(pod) ? [lookEverywhere] : [])],
      SecurityOpt: ['no-new-privileges'],
      Sysctls: { ...pod.network.sysctls },
      Dns: [...pod.network.dns.nameservers],
      DnsSearch: searches(pod),
      DnsOptions: dnsOptions(pod),
      ExtraHosts: extraHosts(pod),
      Mounts: [...holderMounts(owner), holderMount(owner, terminationLogs)],
      Binds: [...holderBinds(owner)],
    },
  };
}

function hasSizeLimits({ volumes }: Pod): boolean {
  return volumes.some(
    (one) => one.type === 'emptyDir' && one.medium === 'disk' && one.sizeLimitBytes !== undefined,
  );
}

function hasSubPaths(pod: Pod): boolean {
  return allContainers(pod).some(({ volumeMounts }) => volumeMounts.some(({ subPath }) => subPath));
}

/**
 * With Services, short names are looked for where a cluster looks for them. Source: kubernetes `pkg/kubelet/network/dns`,
 * generateSearchesForDNSClusterFirst.
 */
function searches(pod: Pod): string[] {
  const { namespace, network } = pod;
  const domains = [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
  return [...new Set([...(hasServices(pod) ? domains : []), ...network.dns.searches])];
}

function dnsOptions(pod: Pod): string[] {
  const { dns } = pod.network;
  const isGiven = dns.options.some((option) => option.startsWith('ndots'));
  return hasServices(pod) && !isGiven ? ['ndots:5', ...dns.options] : [...dns.options];
}

function hasServices({ services = [], api }: Pod): boolean {
  return services.length > 0 || api === true;
}

/** `host-gateway` is the engine's word (20.10 and later) for the address of the developer's machine. */
function extraHosts({ network }: Pod): string[] {
  const aliases = network.hostAliases.flatMap(({ ip, hostnames }) =>
    hostnames.map((name) => `${name}:${ip}`),
  );
  const named = network.hostAliases.some(({ hostnames }) => hostnames.includes('host.docker.internal'));
  return named ? aliases : [...aliases, 'host.docker.internal:host-gateway'];
}

/** Published ports of all containers; only the namespace's owner may publish. */
function publishedPorts(pod: Pod): Dockerode.PortMap {
  const bindings: Record<string, Dockerode.PortBinding[]> = {};
  for (const port of allContainers(pod).flatMap(({ ports }) => ports)) {
    if (port.hostPort === undefined) continue;
    const key = `${port.containerPort}/${port.protocol.toLowerCase()}`;
    const range = pod.engine?.portRanges?.[key];
    bindings[key] = [...(bindings[key] ?? []), bindingOf(port, range)];
  }
  return bindings;
}

/** Port 0 is Docker's empty one: any that is free. */
function bindingOf({ hostPort, hostIP }: ContainerPort, range: string | undefined): Dockerode.PortBinding {
  return { HostIp: hostIP ?? '', HostPort: range ?? (hostPort ? String(hostPort) : '') };
}
