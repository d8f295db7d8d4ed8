import { error, type Path } from '../problem.ts';
import { containerOf, policyOf } from './container.ts';
import { parseDuration } from './duration.ts';
import type { Group, Member } from './groups.ts';
import { labelOf } from './names.ts';
import { list, mapping, type Part, part } from './part.ts';
import type { ComposeFile, Service } from './schema.ts';
import { createVolumes } from './volumes.ts';

/** Compose's `stop_grace_period`, seconds. */
const defaultGrace = 10;

/** A group of services as a manifest of kind Pod. */
export function podOf(group: Group, file: ComposeFile): Part {
  const at: Path = ['services', group.owner];
  const owner = group.members.find(({ name }) => name === group.owner)!.service;
  const apps = group.members.filter(({ role }) => role === 'app');
  const others = group.members.filter(({ role }) => role !== 'app');
  const policy = policyOf(apps[0]!.service) ?? 'Never';
  const volumes = createVolumes(file.volumes);
  const containers = (members: readonly Member[]) =>
    list(
      members.map((member) => containerOf(member, policy, volumes)),
      at,
    );
  const [initContainers, appContainers] = [containers(others), containers(apps)];
  const spec = mapping(
    {
      restartPolicy: part(policy, [...at, 'restart']),
      terminationGracePeriodSeconds: graceOf(group.members),
      os: part({ name: 'linux' }, at),
      hostname: owner.hostname === undefined ? undefined : part(owner.hostname, [...at, 'hostname']),
      hostAliases: hostAliases(owner, at),
      dnsConfig: dnsConfig(owner, at),
      securityContext: sysctls(owner, at),
      initContainers,
      containers: appContainers,
      volumes: volumes.volumes(),
    },
    at,
  );
  return mapping(
    { apiVersion: part('v1', at), kind: part('Pod', at), metadata: metadataOf(group, at), spec },
    at,
  );
}

function metadataOf({ owner, members }: Group, at: Path): Part {
  const capturing = members.find(({ service }) => service['x-outrider']?.capture !== undefined);
  const capture = capturing?.service['x-outrider']?.capture;
  const text = typeof capture === 'string' ? capture : JSON.stringify(capture);
  const from = ['services', capturing?.name ?? owner, 'x-outrider', 'capture'];
  return mapping(
    {
      name: part(labelOf(owner), at),
      annotations: capturing ? part({ 'outrider.dev/capture': text }, from) : undefined,
    },
    at,
  );
}

function graceOf(members: readonly Member[]): Part {
  const given = members.flatMap(({ name, service }) => {
    const text = service.stop_grace_period;
    return text === undefined ? [] : [{ text, from: ['services', name, 'stop_grace_period'] }];
  });
  const seconds = given.map(({ text }) => parseDuration(text));
  const problems = given
    .filter((_, index) => seconds[index] === undefined)
    .map(({ text, from }) => error('compose', from, `needs a duration such as 1m30s, found ${text}`));
  const longest = given.length === 0 ? defaultGrace : Math.max(...seconds.map((one) => one ?? 0));
  return part(Math.ceil(longest), given[0]?.from ?? ['services', members[0]!.name], problems);
}

/** `HOST=IP`, an entry for each address. */
function hostAliases({ extra_hosts: hosts = [] }: Service, at: Path): Part | undefined {
  const from = [...at, 'extra_hosts'];
  const entries = hosts.map((text, index) => {
    const equals = text.indexOf('=');
    return part({ ip: text.slice(equals + 1), hostnames: [text.slice(0, equals)] }, [...from, index]);
  });
  return list(entries, from);
}

function dnsConfig(
  { dns: nameservers = [], dns_search: searches = [] }: Service,
  at: Path,
): Part | undefined {
  if (nameservers.length + searches.length === 0) return undefined;
  return part({ nameservers, searches }, [...at, nameservers.length > 0 ? 'dns' : 'dns_search']);
}

function sysctls({ sysctls: given }: Service, at: Path): Part | undefined {
  if (given === undefined) return undefined;
  const values = Object.entries(given).map(([name, value]) => ({ name, value }));
  return part({ sysctls: values }, [...at, 'sysctls']);
}
