import { ENGINE_ANNOTATION } from '../engine-source.ts';
import { error, type Path } from '../problem.ts';
import { WAIT_FOR } from '../wait-for.ts';
import { waitFor } from './between.ts';
import { captureOf } from './capture.ts';
import { containerOf } from './container.ts';
import { engineOf, isLabel, type PodEngine } from './engine/pod.ts';
import type { Group, Member } from './groups.ts';
import { list, mapping, type Part, part } from './part.ts';
import { providedOf } from './provided.ts';
import { podNames } from './replicas.ts';
import { policyOf } from './restart.ts';
import type { ComposeFile, Service } from './schema.ts';
import { parseSeconds } from './seconds.ts';
import { createVolumes } from './volumes.ts';

/** Compose's `stop_grace_period`, seconds. */
const defaultGrace = 10;

/** A group of services as manifests of kind Pod. `groups` are all of the project. */
export function podsOf(group: Group, groups: readonly Group[], file: ComposeFile): readonly Part[] {
  return podNames(group).map((name) => podOf(group, groups, file, name));
}

function podOf(group: Group, groups: readonly Group[], file: ComposeFile, name: string): Part {
  const at: Path = ['services', group.owner];
  const owner = group.members.find(({ name }) => name === group.owner)!.service;
  const apps = group.members.filter(({ role }) => role === 'app');
  const others = group.members.filter(({ role }) => role !== 'app');
  const policy = policyOf(apps[0]!.service) ?? 'Never';
  const volumes = createVolumes(group.owner, file);
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
      hostname:
        owner.hostname && isLabel(owner.hostname) ? part(owner.hostname, [...at, 'hostname']) : undefined,
      hostAliases: hostAliases(owner, at),
      dnsConfig: dnsConfig(owner, at),
      securityContext: sysctls(group.members, at),
      shareProcessNamespace: sharedProcesses(group.members),
      initContainers,
      containers: appContainers,
      volumes: volumes.volumes(),
    },
    at,
  );
  const engine = engineOf(group, file, name, volumes.engine());
  const metadata = metadataOf(group, file, name, engine, {
    ...providedOf(group, file, group === groups[0]),
    [WAIT_FOR]: waitFor(group, groups, file),
  });
  return mapping({ apiVersion: part('v1', at), kind: part('Pod', at), metadata, spec }, at);
}

function metadataOf(
  { owner, members }: Group,
  file: ComposeFile,
  name: string,
  engine: PodEngine,
  more: Readonly<Record<string, Part | undefined>>,
): Part {
  const at: Path = ['services', owner];
  const options = Object.keys(engine.options).length > 0 ? JSON.stringify(engine.options) : undefined;
  const annotations = mapping(
    {
      'outrider.dev/capture': captureOf(members, file),
      ...more,
      [ENGINE_ANNOTATION]: options === undefined ? undefined : part(options, at),
    },
    at,
  );
  const isNeeded = Object.keys(annotations.value as object).length > 0;
  const metadata = mapping({ name: part(name, at), annotations: isNeeded ? annotations : undefined }, at);
  return { ...metadata, problems: [...metadata.problems, ...engine.problems] };
}

function graceOf(members: readonly Member[]): Part {
  const given = members.flatMap(({ name, service }) => {
    const text = service.stop_grace_period;
    return text === undefined ? [] : [{ text, from: ['services', name, 'stop_grace_period'] }];
  });
  const seconds = given.map(({ text }) => parseSeconds(text));
  const problems = given
    .filter((_, index) => seconds[index] === undefined)
    .map(({ text, from }) => error('compose', from, `needs a duration such as 1m30s, found ${text}`));
  const longest = given.length === 0 ? defaultGrace : Math.max(...seconds.map((one) => one ?? 0));
  return part(Math.ceil(longest), given[0]?.from ?? ['services', members[0]!.name], problems);
}

/** Kubernetes shares processes in the whole pod or not at all. */
function sharedProcesses(members: readonly Member[]): Part | undefined {
  const sharing = members.find(({ service: { pid } }) => pid?.startsWith('service:'));
  return sharing && part(true, ['services', sharing.name, 'pid']);
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

function dnsConfig(service: Service, at: Path): Part | undefined {
  const { dns: nameservers = [], dns_search: searches = [], dns_opt: given = [] } = service;
  if (nameservers.length + searches.length + given.length === 0) return undefined;
  const options = given.map((text) => {
    const [name, ...value] = text.split(':');
    return { name, ...(value.length > 0 && { value: value.join(':') }) };
  });
  const field = nameservers.length > 0 ? 'dns' : searches.length > 0 ? 'dns_search' : 'dns_opt';
  return part({ nameservers, searches, options }, [...at, field]);
}

/** Those of all services that share the network. */
function sysctls(members: readonly Member[], at: Path): Part | undefined {
  const given = members.filter(({ service }) => service.sysctls !== undefined);
  if (given.length === 0) return undefined;
  const all = Object.entries(Object.assign({}, ...given.map(({ service }) => service.sysctls)));
  const from: Path = given.length === 1 ? ['services', given[0]!.name, 'sysctls'] : at;
  return part({ sysctls: all.map(([name, value]) => ({ name, value })) }, from);
}
