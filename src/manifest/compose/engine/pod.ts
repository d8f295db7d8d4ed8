import type { EngineOptions, VolumeEngineOptions } from '../../../pod/engine-options.ts';
import { error, type Path, type Problem } from '../../problem.ts';
import type { Group } from '../groups.ts';
import { labelOf } from '../names.ts';
import { parsePort } from '../ports.ts';
import { preStartProblems } from '../pre-start.ts';
import type { ComposeFile, Service } from '../schema.ts';
import { containerEngine } from './container.ts';
import { notOfGuests } from './guests.ts';
import { aliasesOf, networksOf } from './networks.ts';
import { said } from './said.ts';
import { sizeOf } from './size.ts';

export interface PodEngine {
  readonly options: EngineOptions;
  readonly problems: readonly Problem[];
}

/** Everything that the services of a pod ask of the engine beyond Kubernetes' words. */
export function engineOf(
  { owner, members }: Group,
  file: ComposeFile,
  podName: string,
  volumes: Readonly<Record<string, VolumeEngineOptions>>,
): PodEngine {
  const problems: Problem[] = [];
  const at: Path = ['services', owner];
  const service = members.find(({ name }) => name === owner)!.service;
  const containers = members.map(
    (member) => [labelOf(member.name), containerEngine(member, file, problems)] as const,
  );
  const shm = members.flatMap(({ name, service: { shm_size: size } }) =>
    size === undefined ? [] : [sizeOf(size, ['services', name, 'shm_size'], problems) ?? 0],
  );
  for (const { name, service: one } of members) {
    checkIpc(one, members, ['services', name, 'ipc'], problems);
    problems.push(...pidProblems(one, members, ['services', name, 'pid']), ...preStartProblems(one, name));
    if (name !== owner) problems.push(...notOfGuests(one, owner, ['services', name]));
  }
  const options: EngineOptions = said({
    hostname: isLabel(service.hostname) ? undefined : service.hostname,
    domainname: service.domainname,
    macAddress: service.mac_address,
    shmBytes: shm.length === 0 ? undefined : Math.max(...shm),
    aliases: aliasesOf(owner, file, podName, problems),
    links: service.external_links?.map((link) => (link.includes(':') ? link : `${link}:${link}`)),
    networks: networksOf(service, file, at, problems),
    portRanges: portRanges(members.map((member) => member.service)),
    containers: said(Object.fromEntries(containers)),
    volumes: said({ ...volumes }),
  });
  return { options, problems };
}

/** Whether Kubernetes takes a host name, too (RFC 1123). */
export function isLabel(hostname: string | undefined): boolean {
  return hostname === undefined || /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(hostname);
}

function checkIpc({ ipc }: Service, members: Group['members'], from: Path, problems: Problem[]): void {
  if (ipc === undefined || ['host', 'private', 'shareable'].includes(ipc) || ipc.startsWith('container:'))
    return;
  // That of a service in the same pod is the one that it has already.
  if (members.some(({ name }) => ipc === `service:${name}`)) return;
  problems.push(
    error(
      'compose',
      from,
      `needs host, private or shareable, found ${ipc}: the containers of a pod share their own`,
    ),
  );
}

/** The processes of a service in the same pod can be shared; those of another pod cannot. */
function pidProblems({ pid }: Service, members: Group['members'], from: Path): readonly Problem[] {
  if (
    pid === undefined ||
    pid === 'host' ||
    pid.startsWith('container:') ||
    members.some(({ name }) => pid === `service:${name}`)
  )
    return [];
  const message = `needs host, or a service of its pod, found ${pid}: services share a pod by \`network_mode: service:NAME\``;
  return [error('compose', from, message)];
}

function portRanges(services: readonly Service[]): Readonly<Record<string, string>> {
  const ports = services
    .flatMap(({ ports: given = [] }) => given)
    .flatMap((entry) => {
      const found = parsePort(entry);
      return typeof found === 'string' ? [] : found;
    });
  const ranged = ports.filter(({ lastHostPort }) => lastHostPort !== undefined);
  return Object.fromEntries(
    ranged.map(({ containerPort, protocol, hostPort, lastHostPort }) => [
      `${containerPort}/${protocol.toLowerCase()}`,
      `${hostPort}-${lastHostPort}`,
    ]),
  );
}
