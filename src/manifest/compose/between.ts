import { type Dependency, dependenciesOf, type Group, type Member } from './groups.ts';
import { labelOf } from './names.ts';
import { type Part, part } from './part.ts';
import { podNames } from './replicas.ts';
import type { ComposeFile, Service } from './schema.ts';

const conditions: Readonly<Record<string, string>> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
};

/** What the services of a pod wait for in other pods, in the words of the annotation; undefined for nothing. */
export function waitFor(
  { members }: Group,
  groups: readonly Group[],
  { services = {} }: ComposeFile,
): Part | undefined {
  const waiting = members.flatMap((member) =>
    entriesOf(member, members, groups, services).map((text) => ({ text, from: member.name })),
  );
  if (waiting.length === 0) return undefined;
  const texts = [...new Set(waiting.map(({ text }) => text))];
  return part(texts.join(', '), ['services', waiting[0]!.from, 'depends_on']);
}

/** Compose starts what a service has links to before it, unless `depends_on` says more of it. */
function linked({ links = [], depends_on: given = {} }: Service): ReturnType<typeof dependenciesOf> {
  return links
    .map((link) => link.split(':')[0]!)
    .filter((on) => !Object.hasOwn(given, on))
    .map((on) => ({ on, condition: 'service_started', isRequired: true, restarts: true }));
}

/** A service with a provider has no pod: who depends on it waits for what that service depends on. */
function throughProviders(
  dependency: Dependency,
  services: NonNullable<ComposeFile['services']>,
): readonly Dependency[] {
  const service = services[dependency.on];
  if (!service?.provider) return [dependency];
  return dependenciesOf(service).flatMap((one) => throughProviders(one, services));
}

function entriesOf(
  { service }: Member,
  inside: readonly Member[],
  groups: readonly Group[],
  services: NonNullable<ComposeFile['services']>,
): readonly string[] {
  return [...dependenciesOf(service), ...linked(service)]
    .flatMap((one) => throughProviders(one, services))
    .flatMap(({ on, condition, isRequired, restarts }) => {
      const group = groups.find(({ members }) => members.some(({ name }) => name === on));
      if (!group || group.members === inside) return [];
      const container = group.members.length > 1 ? `/${labelOf(on)}` : '';
      const words = [conditions[condition], !isRequired && 'optional', restarts && 'restart'].filter(Boolean);
      return podNames(group).map((pod) => [`${pod}${container}`, ...words].join(':'));
    });
}
