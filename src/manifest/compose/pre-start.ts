import { isMapping } from '../documents.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { Service } from './schema.ts';

type Given = Readonly<Record<string, unknown>>;

/**
 * A model in which each step of `pre_start` is a service of its own that shares the pod, ends before the next one begins, and
 * ends before the service starts. It has the variables and the volumes of the service.
 * Source: compose-spec, 05-services.md, `pre_start`.
 */
export function withPreStart(model: unknown): unknown {
  if (!isMapping(model) || !isMapping(model['services'])) return model;
  const services = Object.entries(model['services']).flatMap(([name, service]) =>
    isMapping(service) && Array.isArray(service['pre_start']) && service['pre_start'].every(isMapping)
      ? withSteps(name, service, service['pre_start'])
      : [[name, service] as const],
  );
  return { ...model, services: Object.fromEntries(services) };
}

function withSteps(
  name: string,
  service: Given,
  steps: readonly Given[],
): readonly (readonly [name: string, service: unknown])[] {
  const before = isMapping(service['depends_on']) ? service['depends_on'] : {};
  const join = service['network_mode'] ?? `service:${name}`;
  const made = steps.map((step, index) => {
    const last = index === 0 ? {} : { [nameOf(name, index - 1)]: completed };
    return [
      nameOf(name, index),
      { ...stepService(step, service), network_mode: join, depends_on: { ...before, ...last } },
    ] as const;
  });
  const waits = made.length === 0 ? {} : { [nameOf(name, made.length - 1)]: completed };
  return [...made, [name, { ...service, depends_on: { ...before, ...waits } }]];
}

const completed = { condition: 'service_completed_successfully' };

function nameOf(service: string, index: number): string {
  return `${service}-pre-start-${index + 1}`;
}

/** What a step is run with. With an image of its own it has nothing of the service's image: neither its user nor its folder. */
function stepService(step: Given, service: Given): Given {
  const isOwn = step['image'] !== undefined;
  const shared = ['volumes', 'volumes_from', 'configs', 'secrets', 'env_file', 'platform', 'pull_policy'];
  const ofImage = isOwn ? [] : ['image', 'build', 'user', 'working_dir'];
  const pick = (from: Given, keys: readonly string[]): Given =>
    Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
  return {
    ...pick(service, [...shared, ...ofImage]),
    ...pick(step, ['image', 'command', 'user', 'working_dir']),
    environment: { ...mapping(service['environment']), ...mapping(step['environment']) },
    healthcheck: { disable: true },
    restart: 'no',
  };
}

function mapping(value: unknown): Given {
  return isMapping(value) ? value : {};
}

/** What of `pre_start` cannot be followed. */
export function preStartProblems(
  { pre_start: steps = [], scale, deploy }: Service,
  service: string,
): readonly Problem[] {
  const at: Path = ['services', service, 'pre_start'];
  const isScaled = (scale ?? deploy?.replicas ?? 1) > 1;
  return steps.flatMap(({ privileged, per_replica: perReplica }, index) => [
    ...(privileged
      ? [error('compose', [...at, index, 'privileged'], 'is not given to any command', { on: 'key' })]
      : []),
    ...(isScaled && !perReplica ? [error('compose', [...at, index], onceForAll, { bare: true })] : []),
  ]);
}

const onceForAll =
  'this step would run once in each pod of a scaled service: say so with `per_replica: true`, or make it a service that this one depends on with service_completed_successfully';
