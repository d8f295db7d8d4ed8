import { allContainers, resolvePort } from '../../pod/containers.ts';
import type { PodEngineNetwork } from '../../pod/engine-options.ts';
import type { ContainerPort, Pod } from '../../pod/model.ts';
import { selects, serviceKey } from '../../pod/service.ts';
import { gatesOfOthers } from './between-pods.ts';
import { readyProbe } from './gates.ts';
import { healthcheck } from './healthcheck.ts';
import { isNetworkHandler, probeCommand } from './probe-command.ts';
import { dependsOn, type ExportedService, given } from './service.ts';
import type { ExportContext } from './settings.ts';
import { exemptUser, rights, toolImage } from './tool-service.ts';
import { mountedVolumes, volumeKey } from './volumes.ts';

/** The service that owns the network of a pod, with its ports, names and DNS, and asks the probes that go over it. */
export function pauseService(pod: Pod, pods: readonly Pod[], context: ExportContext): ExportedService {
  const { network, engine = {} } = pod;
  const name = context.names.pause(pod);
  const fields = given({
    ...toolImage(context),
    entrypoint: ['sleep', 'infinity'],
    init: true,
    user: exemptUser(pod),
    ...rights(),
    hostname: engine.hostname ?? network.hostname,
    domainname: engine.domainname,
    mac_address: engine.macAddress,
    networks: networksOf(pod, name),
    ports: [...allContainers(pod).flatMap(({ ports }) => ports), ...servicePorts(pod)].flatMap(
      (port) => published(port, pod) ?? [],
    ),
    extra_hosts: extraHosts(pod),
    dns: network.dns.nameservers,
    dns_search: network.dns.searches,
    dns_opt: network.dns.options,
    sysctls: network.sysctls,
    ipc: 'shareable',
    shm_size: engine.shmBytes,
    volumes: keptInMemory(pod, context),
    healthcheck: podHealth(pod),
    depends_on: dependsOn(gatesOfOthers(pod, pods, context)),
  });
  return { name, fields, lost: lostOf(pod) };
}

function lostOf(pod: Pod): readonly string[] {
  const ends = pod.restartPolicy !== 'Always' && pod.initContainers.some(({ role }) => role === 'sidecar');
  return [
    ...(ends ? ['The sidecars run on when the apps have ended: `docker compose down` ends them.'] : []),
    ...(pod.activeDeadlineSeconds === undefined
      ? []
      : [`Nothing ends the pod after its ${pod.activeDeadlineSeconds} seconds.`]),
    ...lostPorts(pod),
    ...(pod.readinessGates.length === 0 ? [] : ['Its readiness gates are not looked at.']),
  ];
}

/** A name leads to the pod itself, so a port is the one that the pod has. */
function lostPorts(pod: Pod): readonly string[] {
  const behind = (pod.services ?? []).filter(
    ({ namespace, selector }) => namespace === pod.namespace && selects(selector, pod.labels),
  );
  return behind.flatMap(({ name, ports, headless }) =>
    headless
      ? []
      : ports
          .filter(({ port, targetPort }) => port !== targetPort && port !== portNamed(pod, targetPort))
          .map(({ port, targetPort }) => `Port ${port} of Service ${name} is port ${targetPort} here.`),
  );
}

function portNamed(pod: Pod, wanted: number | string): number | undefined {
  return allContainers(pod)
    .map((container) => resolvePort(container, wanted))
    .find((port) => port !== undefined);
}

function networksOf(pod: Pod, name: string): Readonly<Record<string, unknown>> | undefined {
  const { networks = [{}], aliases = [] } = pod.engine ?? {};
  const entries = networks.map((one) => {
    const all = [...pod.network.aliases, ...aliases, ...(one.aliases ?? [])].filter(
      (alias) => alias !== name,
    );
    const { ipv4Address, ipv6Address } = one;
    const endpoint = given({
      aliases: [...new Set(all)],
      ipv4_address: ipv4Address,
      ipv6_address: ipv6Address,
    });
    return [networkKey(one), endpoint] as const;
  });
  const isDefault = entries.length === 1 && entries[0]![0] === 'default';
  return isDefault && Object.keys(entries[0]![1]).length === 0 ? undefined : Object.fromEntries(entries);
}

/** As the file calls a network. */
export function networkKey({ key, name }: PodEngineNetwork): string {
  return key ?? name ?? 'default';
}

function extraHosts({ network }: Pod): readonly string[] {
  const named = network.hostAliases.flatMap(({ ip, hostnames }) => hostnames.map((name) => `${name}=${ip}`));
  const isNamed = named.some((one) => one.startsWith('host.docker.internal='));
  return isNamed ? named : [...named, 'host.docker.internal=host-gateway'];
}

/** A port of a Service that this machine publishes leads to this pod alone: Compose has no word for the others. */
function servicePorts(pod: Pod): readonly ContainerPort[] {
  return (pod.publishes ?? []).flatMap(({ service, port, protocol, hostPort }) => {
    const target = (pod.services ?? [])
      .find((one) => serviceKey(one) === service)
      ?.ports.find((one) => one.port === port && one.protocol === protocol)?.targetPort;
    const containerPort = typeof target === 'string' ? portNamed(pod, target) : target;
    return containerPort === undefined ? [] : [{ containerPort, protocol, hostPort }];
  });
}

/** A port that is published, as `[HOST_IP:][HOST_PORT:]PORT[/PROTOCOL]`; a range is the engine's to choose from. */
function published(
  { hostPort, hostIP, containerPort, protocol }: ContainerPort,
  { engine }: Pod,
): string | undefined {
  if (hostPort === undefined) return undefined;
  const kind = protocol.toLowerCase();
  const range = engine?.portRanges?.[`${containerPort}/${kind}`];
  const ip = hostIP?.includes(':') ? `[${hostIP}]` : (hostIP ?? '');
  const host = range ?? (hostPort === 0 ? '' : String(hostPort));
  const before = ip !== '' ? `${ip}:${host}:` : host === '' ? '' : `${host}:`;
  return `${before}${containerPort}${kind === 'tcp' ? '' : `/${kind}`}`;
}

/** A volume in memory lives as long as somebody has it mounted. */
function keptInMemory(pod: Pod, { names }: ExportContext): readonly unknown[] {
  return mountedVolumes(pod)
    .filter((volume) => volume.type !== 'persistent' && volume.medium === 'memory')
    .map((volume) => `${volumeKey(pod, volume, names)}:/volumes/${volume.name}`);
}

/** Every probe that goes over the network and says that the pod is ready; it is as often asked as the one in most haste. */
function podHealth(pod: Pod): Readonly<Record<string, unknown>> | undefined {
  const asked = allContainers(pod).flatMap((container) => {
    const probe = container.role === 'init' ? undefined : readyProbe(container);
    if (probe === undefined || !isNetworkHandler(probe.handler)) return [];
    const command = probeCommand(container, probe);
    return command === undefined ? [] : [{ probe, command }];
  });
  if (asked.length === 0) return undefined;
  const all = (key: 'periodSeconds' | 'timeoutSeconds' | 'failureThreshold' | 'initialDelaySeconds') =>
    asked.map(({ probe }) => probe[key]);
  const budget = asked.map(({ probe }) => probe.periodSeconds * probe.failureThreshold);
  return healthcheck(['CMD-SHELL', asked.map(({ command }) => command).join(' && ')], {
    periodSeconds: Math.min(...all('periodSeconds')),
    timeoutSeconds: all('timeoutSeconds').reduce((sum, one) => sum + one, 1),
    failureThreshold: Math.max(...all('failureThreshold')),
    // As long as a start may take: nobody is told that it is not healthy before.
    initialDelaySeconds: Math.max(...all('initialDelaySeconds')) + Math.max(...budget),
  });
}
