import { nearest } from '../nearest.ts';
import { error, type Problem, warning } from '../problem.ts';
import { circles } from './cycles.ts';
import { isOff } from './healthcheck-off.ts';
import { labelOf } from './names.ts';
import type { ComposeFile, Service } from './schema.ts';

export type GroupRole = 'app' | 'sidecar' | 'init';

/** A service in a pod. */
export interface Member {
  readonly name: string;
  readonly service: Service;
  readonly role: GroupRole;
  /** Somebody in its pod waits until it is healthy. */
  readonly gates: boolean;
  /** Somebody in any pod waits until it is healthy, and does not go on without. */
  readonly awaited: boolean;
}

/** Services that share a network namespace: a pod, named by its owner. */
export interface Group {
  readonly owner: string;
  /** In the order in which they start: what others wait for first, else as the file has them. */
  readonly members: readonly Member[];
}

export interface Dependency {
  readonly on: string;
  readonly condition: string;
  /** Without it the service cannot run. */
  readonly isRequired: boolean;
  /** The service restarts after the one that it depends on was restarted on request. */
  readonly restarts: boolean;
}

/** The pods that services make by `network_mode: service:NAME`; a service that nobody joins is a pod of its own. */
export function groupServices(
  services: NonNullable<ComposeFile['services']>,
  disabled: ReadonlyMap<string, readonly string[]> = new Map(),
): {
  readonly groups: readonly Group[];
  readonly problems: readonly Problem[];
} {
  const names = Object.keys(services);
  const problems = names.flatMap((name) => [
    ...joinProblems(name, services),
    ...missingDependencies(name, services, disabled),
  ]);
  if (problems.length > 0) return { groups: [], problems };
  const cycles = circles(new Map(names.map((name) => [name, waitsOf(name, services)])));
  if (cycles.length > 0) return { groups: [], problems: cycles };
  const made = names.filter((name) => services[name]!.provider === undefined);
  const owners = [...new Set(made.map((name) => ownerOf(name, services)))];
  const groups = owners.map((owner) => {
    const inside = made.filter((name) => ownerOf(name, services) === owner);
    return { owner, members: membersOf(owner, inside, services) };
  });
  const told = groups.flatMap(optionalInside);
  return { groups, problems: [...made.flatMap(renamed), ...withoutCheck(services), ...told] };
}

/** Compose goes on without a service that has failed; a pod does not start without its sidecars and its init containers. */
function optionalInside({ members }: Group): readonly Problem[] {
  return members.flatMap(({ name, service }) =>
    dependenciesOf(service)
      .filter(
        ({ on, isRequired }) => !isRequired && members.some((one) => one.name === on && one.role !== 'app'),
      )
      .map(({ on }) => {
        const path = ['services', name, 'depends_on', on, 'required'];
        const message = `counts between pods only: ${on} is in the pod of ${name}, which does not start without it`;
        return warning('compose', path, message);
      }),
  );
}

/** The service that a namespace is joined of, `undefined` for a namespace of its own. */
function joined({ network_mode: mode }: Service): string | undefined {
  return /^service:(.+)$/.exec(mode ?? '')?.[1];
}

function ownerOf(name: string, services: Readonly<Record<string, Service>>): string {
  const next = joined(services[name]!);
  return next === undefined ? name : ownerOf(next, services);
}

function joinProblems(name: string, services: Readonly<Record<string, Service>>): readonly Problem[] {
  const at = ['services', name, 'network_mode'];
  const mode = services[name]!.network_mode;
  if (mode !== undefined && joined(services[name]!) === undefined && mode !== 'bridge')
    return [error('compose', at, `needs service:NAME, found ${mode}: ${whyNoNetwork(mode)}`)];
  const way = [name];
  for (let next = joined(services[name]!); next !== undefined; next = joined(services[next]!)) {
    if (!Object.hasOwn(services, next))
      return [error('missing-reference', at, `there is no service ${next}`)];
    if (services[next]!.provider) return [error('compose', at, `${next} has a provider, and so no network`)];
    if (way.includes(next)) return [error('compose', at, `goes in a circle: ${[...way, next].join(', ')}`)];
    way.push(next);
  }
  return [];
}

/** Why a pod is not on a network of that kind, and what to do instead. */
function whyNoNetwork(mode: string): string {
  if (mode === 'host')
    return 'a pod has a network of its own, in which its names, probes and capture are; publish its ports';
  if (mode === 'none')
    return 'a pod has an address, by which it is probed; a network with `internal: true` has no way out';
  if (mode.startsWith('container:'))
    return 'no service of this file has that container_name; join the network of that container under `networks`, with `external: true`';
  return 'name the network under `networks`';
}

/** `; did you mean db?`, where a name is near. */
function suggestion(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

function missingDependencies(
  name: string,
  services: Readonly<Record<string, Service>>,
  disabled: ReadonlyMap<string, readonly string[]>,
): readonly Problem[] {
  const missing = dependenciesOf(services[name]!).filter(
    ({ on, isRequired }) => isRequired && !Object.hasOwn(services, on),
  );
  const at = ['services', name, 'depends_on'];
  return missing.map(({ on }) => {
    const profiles = disabled.get(on);
    const message =
      profiles === undefined
        ? `there is no service ${on}${suggestion(
            on,
            Object.keys(services).filter((one) => one !== name),
          )}`
        : `${on} is left out, as its profile is not asked for: --profile ${profiles[0]}`;
    return error('missing-reference', [...at, on], message);
  });
}

/** That a joined service depends on its owner is how Compose makes the namespace, and is no waiting. */
function waitsOf(name: string, services: Readonly<Record<string, Service>>): readonly string[] {
  const owner = ownerOf(name, services);
  return dependenciesOf(services[name]!)
    .filter(({ on, condition }) => on !== owner || on === name || condition !== 'service_started')
    .map(({ on }) => on)
    .filter((on) => Object.hasOwn(services, on));
}

/** Others find a pod by its name, which is a label. */
function renamed(name: string): readonly Problem[] {
  const label = labelOf(name);
  if (label === name) return [];
  const message = `called ${label} here; on the network it has its own name, too: a pod's name is small letters, digits and dashes`;
  return [warning('compose', ['services', name], message, { on: 'key', bare: true })];
}

/**
 * Who is a sidecar nobody says in Compose, so it is concluded: whom others of the pod wait for, or who has joined an app
 * and waits for nobody. That a joined service depends on its owner is how Compose makes the namespace, and means nothing.
 */
function membersOf(
  owner: string,
  inside: readonly string[],
  services: Readonly<Record<string, Service>>,
): readonly Member[] {
  const waits = new Map(inside.map((name) => [name, meant(name, owner, services[name]!, inside)]));
  const onIt = (name: string): readonly Dependency[] =>
    [...waits.values()].flat().filter(({ on }) => on === name);
  const concluded = (name: string): GroupRole => {
    const conditions = onIt(name).map(({ condition }) => condition);
    if (conditions.includes('service_completed_successfully')) return 'init';
    if (conditions.length > 0) return 'sidecar';
    return name === owner || waits.get(name)!.length > 0 ? 'app' : 'sidecar';
  };
  const roles = new Map(inside.map((name) => [name, services[name]!['x-outrider']?.role ?? concluded(name)]));
  // A pod needs an app.
  if (![...roles.values()].includes('app')) roles.set(owner, 'app');
  return inOrder(inside, waits).map((name) => ({
    name,
    service: services[name]!,
    role: roles.get(name)!,
    gates: onIt(name).some(({ condition }) => condition === 'service_healthy'),
    awaited: Object.values(services).some((other) => waitsForHealth(other, name)),
  }));
}

function waitsForHealth(service: Service, name: string): boolean {
  return dependenciesOf(service).some(
    ({ on, condition, isRequired }) => on === name && condition === 'service_healthy' && isRequired,
  );
}

function meant(
  name: string,
  owner: string,
  service: Service,
  inside: readonly string[],
): readonly Dependency[] {
  return dependenciesOf(service).filter(
    ({ on, condition }) =>
      on !== name &&
      inside.includes(on) &&
      !(on === owner && condition === 'service_started' && joined(service) !== undefined),
  );
}

export function dependenciesOf({ depends_on: given = {} }: Service): readonly Dependency[] {
  return Object.entries(given).map(
    ([on, { condition = 'service_started', required = true, restart = false }]) => ({
      on,
      condition,
      isRequired: required,
      restarts: restart,
    }),
  );
}

/** Depth first along what each waits for. */
function inOrder(
  inside: readonly string[],
  waits: ReadonlyMap<string, readonly Dependency[]>,
): readonly string[] {
  const ordered = new Set<string>();
  const visiting = new Set<string>();
  const visit = (name: string): void => {
    if (ordered.has(name) || visiting.has(name)) return;
    visiting.add(name);
    for (const { on } of waits.get(name) ?? []) visit(on);
    ordered.add(name);
  };
  for (const name of inside) visit(name);
  return [...ordered];
}

/** Who waits for the health of a service that nobody asks for it. A service that says nothing may have a check in its image. */
function withoutCheck(services: Readonly<Record<string, Service>>): readonly Problem[] {
  return Object.entries(services).flatMap(([name, waiting]) =>
    dependenciesOf(waiting).flatMap(({ on, condition, isRequired }) => {
      const service = services[on];
      if (condition !== 'service_healthy' || !isRequired || !service || isAsked(service)) return [];
      const message = `${on} has its healthcheck turned off, so nobody can know when it is healthy: wait with service_started`;
      return [error('compose', ['services', name, 'depends_on', on], message, { on: 'key', bare: true })];
    }),
  );
}

/** Whether there may be anything to ask it for its health. */
function isAsked({ healthcheck: check, 'x-outrider': own }: Service): boolean {
  return own?.probes?.startup !== undefined || own?.probes?.readiness !== undefined || !isOff(check ?? {});
}
