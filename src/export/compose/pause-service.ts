import { allContainers } from '../../pod/containers.ts';
import type { ContainerPort, Pod } from '../../pod/model.ts';
import { hasServiceLinks } from '../../pod/service-variables.ts';
import { gatesOfOthers } from './between-pods.ts';
import { readyProbe } from './gates.ts';
import { healthcheck } from './healthcheck.ts';
import { networksOf } from './networks.ts';
import { isNetworkHandler, probeCommand } from './probe-command.ts';
import { dependsOn, type ExportedService, given } from './service.ts';
import { publishedByServices, serviceRedirects, servicesBehind } from './service-ports.ts';
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
    external_links: engine.links,
    ports: [...allContainers(pod).flatMap(({ ports }) => ports), ...publishedByServices(pod)].flatMap(
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
  return { name, fields, lost: lostOf(pod, pods) };
}

function lostOf(pod: Pod, pods: readonly Pod[]): readonly string[] {
  const ends = pod.restartPolicy !== 'Always' && pod.initContainers.some(({ role }) => role === 'sidecar');
  return [
    ...(ends ? ['The sidecars run on when the apps have ended: `docker compose down` ends them.'] : []),
    ...(pod.activeDeadlineSeconds === undefined
      ? []
      : [`Nothing ends the pod after its ${pod.activeDeadlineSeconds} seconds.`]),
    ...lostServices(pod, pods),
    ...(pod.readinessGates.length === 0 ? [] : ['Its readiness gates are not looked at.']),
  ];
}

/** A name leads to the pods themselves, by turns of the engine's resolver. */
function lostServices(pod: Pod, pods: readonly Pod[]): readonly string[] {
  const behind = servicesBehind(pod);
  const shared = behind.filter((service) =>
    pods.some((other) => other !== pod && servicesBehind(other).some(({ name }) => name === service.name)),
  );
  return [
    ...serviceRedirects(pod).lost,
    ...shared.map(({ name }) => `Service ${name} leads to each of its pods, ready or not.`),
    ...behind.flatMap(({ name, sticky }) =>
      sticky ? [`Service ${name} does not keep a client at one pod.`] : [],
    ),
    ...behind.flatMap(({ name, clusterIP }) =>
      clusterIP === undefined
        ? []
        : [`Nothing has the address ${clusterIP} of Service ${name}: use its name.`],
    ),
    ...(hasServiceLinks(pod)
      ? ['The variables of Services, such as NAME_SERVICE_HOST, are not set: use their names and ports.']
      : []),
  ];
}

function extraHosts({ network }: Pod): readonly string[] {
  const named = network.hostAliases.flatMap(({ ip, hostnames }) => hostnames.map((name) => `${name}=${ip}`));
  const isNamed = named.some((one) => one.startsWith('host.docker.internal='));
  return isNamed ? named : [...named, 'host.docker.internal=host-gateway'];
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
