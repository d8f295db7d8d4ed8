import { dirname } from 'node:path';
/**
 * One form for two models of a project, the official one as `config --format json` prints it, and ours: what the official
 * one adds or writes otherwise without meaning anything else is made the same. Everything that is done to either stands here.
 */
export function normalise(given: unknown, folder: string, project: string): unknown {
  const model = structuredClone(given) as Model;
  delete model['name'];
  delete model['version'];
  delete model['include'];
  const services = (model['services'] ?? {}) as Record<string, Model>;
  for (const [name, service] of Object.entries(services)) services[name] = serviceOf(service);
  const sections = ['networks', 'volumes', 'configs', 'secrets'] as const;
  for (const kind of sections)
    model[kind] = resources(kind, (model[kind] ?? {}) as Record<string, Model>, services, project);
  const bare = JSON.stringify(pruned(model))
    .replaceAll(folder, '<folder>')
    .replaceAll(dirname(folder), '<above>');
  return sorted(JSON.parse(bare));
}

type Model = Record<string, unknown>;

function serviceOf(given: Model): Model {
  const service: Model = { ...given };
  // Resolved into `environment` and `labels` by both.
  for (const key of ['env_file', 'label_file', 'profiles', 'extends']) delete service[key];
  if (service['environment']) service['environment'] = texts(service['environment']);
  if (service['labels']) service['labels'] = texts(service['labels']);
  if (service['networks']) service['networks'] = mapped(service['networks'], marked);
  if (!service['network_mode'] && !service['networks']) service['networks'] = { default: NOTHING_SAID };
  service['extra_hosts'] = (service['extra_hosts'] as string[] | undefined)?.toSorted();
  for (const key of ['configs', 'secrets'])
    service[key] = (service[key] as Model[] | undefined)?.map(fileMount);
  if (service['healthcheck']) service['healthcheck'] = durations(service['healthcheck'] as Model);
  for (const key of ['mem_limit', 'mem_reservation', 'memswap_limit', 'shm_size'])
    if (service[key] !== undefined) service[key] = bytes(service[key]);
  service['volumes'] = (service['volumes'] as Model[] | undefined)?.map(mount);
  service['tmpfs'] = [service['tmpfs'] ?? []].flat();
  service['depends_on'] = dependencies(service);
  if (service['stop_grace_period']) service['stop_grace_period'] = duration(service['stop_grace_period']);
  service['expose'] = (service['expose'] as unknown[] | undefined)?.map(String);
  service['deploy'] = deployOf(service);
  service['scale'] = undefined;
  if (service['sysctls']) service['sysctls'] = texts(service['sysctls']);
  if (service['cpus'] !== undefined) service['cpus'] = Number(service['cpus']);
  if (service['build']) service['build'] = buildOf(service['build'] as Model);
  if (service['pids_limit'] !== undefined) service['pids_limit'] = Number(service['pids_limit']);
  return service;
}

/** Compose adds what a service needs to be started after: those that it links to, and the owner of its network. */
function dependencies(service: Model): Model {
  const implied = [
    ...((service['links'] ?? []) as string[]).map((link) => link.split(':')[0]!),
    ...(/^service:(.+)$/.exec(String(service['network_mode'] ?? ''))?.slice(1) ?? []),
  ];
  const all = { ...(service['depends_on'] as Model | undefined) };
  for (const name of implied) all[name] ??= { condition: 'service_started', required: true, restart: true };
  return all;
}

function deployOf({ deploy, scale }: Model): unknown {
  const given = { ...(deploy as Model | undefined) };
  delete given['placement'];
  if (scale !== undefined) given['replicas'] = scale;
  const resources = given['resources'] as { limits?: Model; reservations?: Model } | undefined;
  for (const each of [resources?.limits, resources?.reservations]) {
    if (each?.['memory'] !== undefined) each['memory'] = bytes(each['memory']);
    if (each?.['cpus'] !== undefined) each['cpus'] = Number(each['cpus']);
  }
  return given;
}

function buildOf(build: Model): Model {
  const args =
    build['args'] &&
    Object.fromEntries(Object.entries(build['args'] as Model).filter(([, value]) => value !== null));
  return { dockerfile: 'Dockerfile', ...build, args: args && texts(args) };
}

function mount(given: Model): Model {
  const tmpfs = given['tmpfs'] as Model | undefined;
  if (!tmpfs) return given;
  return {
    ...given,
    tmpfs: { ...tmpfs, ...(tmpfs['size'] !== undefined && { size: bytes(tmpfs['size']) }) },
  };
}

/** A mode is written in octal digits, or is the number that they make. */
function fileMount(given: Model): Model {
  const { mode } = given;
  return typeof mode === 'string' ? { ...given, mode: Number.parseInt(mode, 8) } : given;
}

/** Names as they are without a project, and only what a service uses: Compose leaves out the rest. */
function resources(
  kind: string,
  given: Record<string, Model | null>,
  services: Record<string, Model>,
  project: string,
): Model {
  const used = new Set(Object.values(services).flatMap((service) => usedBy(kind, service)));
  const entries = [...used].map((name) => {
    const resource: Model = { ...given[name] };
    const isItsName =
      resource['name'] === `${project}_${name}` || (resource['external'] && resource['name'] === name);
    if (isItsName) delete resource['name'];
    if (resource['labels']) resource['labels'] = texts(resource['labels']);
    // What variables and files hold is no part of the model.
    if (resource['environment'] || resource['file']) delete resource['content'];
    if (resource['driver_opts']) resource['driver_opts'] = texts(resource['driver_opts']);
    return [name, marked(resource)] as const;
  });
  return Object.fromEntries(entries);
}

/** So that a name is not lost when empty values are taken out. */
const NOTHING_SAID = '(nothing is said)';

function marked(value: unknown): unknown {
  const isEmpty = isNothing(pruned(value));
  return isEmpty ? NOTHING_SAID : value;
}

function usedBy(kind: string, service: Model): readonly string[] {
  if (kind === 'networks') return Object.keys((service['networks'] ?? {}) as Model);
  if (kind === 'volumes')
    return ((service['volumes'] ?? []) as Model[]).flatMap(({ type, source }) =>
      type === 'volume' && source ? [String(source)] : [],
    );
  return ((service[kind] ?? []) as Model[]).map(({ source }) => String(source));
}

function texts(given: unknown): Model {
  return mapped(given, (value) => (value === null ? undefined : String(value)));
}

function mapped(given: unknown, change: (value: unknown) => unknown): Model {
  return Object.fromEntries(Object.entries(given as Model).map(([key, value]) => [key, change(value)]));
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

function bytes(given: unknown): string {
  const [, amount, unit = ''] = /^(\d+)([bkmg]?)b?$/i.exec(String(given)) ?? [];
  return amount === undefined ? String(given) : String(Number(amount) * UNITS[unit.toLowerCase()]!);
}

function durations(check: Model): Model {
  const names = ['interval', 'timeout', 'start_period', 'start_interval'];
  return Object.fromEntries(
    Object.entries(check).map(([key, value]) => [key, names.includes(key) ? duration(value) : value]),
  );
}

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

function duration(given: unknown): number {
  return [...String(given).matchAll(/(\d+)(h|ms|m|s)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit!]!,
    0,
  );
}

/** Nothing, an empty list and an empty mapping mean the same; `$$` is the official way to print a `$`. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, item]) => [key, pruned(item)] as const)
    // Extensions mean nothing to Compose, which prints some of them only.
    .filter(([key, item]) => !isNothing(item) && !key.startsWith('x-'));
  return Object.fromEntries(kept);
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
