import { allContainers } from './containers.ts';
import { type HealthCheck, probeTimes } from './health-check.ts';
import type { Container, Pod, Probe } from './model.ts';

/** The health check of an image; undefined for one without. */
export type HealthOf = (image: string) => HealthCheck | undefined;

/** The pod with the health checks of its images as probes, where the file leaves them to the image. */
export function withImageHealth(pod: Pod, healthOf: HealthOf): Pod {
  const complete = (container: Container): Container => withProbes(container, healthOf(container.image));
  if (!allContainers(pod).some(({ engine }) => engine?.imageHealthcheck)) return pod;
  return {
    ...pod,
    initContainers: pod.initContainers.map(complete),
    containers: pod.containers.map(complete),
  };
}

/**
 * Why a container can never become healthy, although somebody waits for that: there is nothing to ask. Compose ends `up` with an
 * error then, too.
 *
 * @returns one sentence with its cure; undefined where nothing is wrong.
 */
export function missingHealthProblem(
  { name, image, engine }: Container,
  healthOf: HealthOf,
): string | undefined {
  if (!engine?.imageHealthcheck?.awaited || healthOf(image)) return undefined;
  return `${name} is waited for until it is healthy, but neither the file nor its image ${image} has a healthcheck\n  Write a healthcheck at ${name}, or wait for it with service_started.`;
}

function withProbes(container: Container, check: HealthCheck | undefined): Container {
  const wanted = container.engine?.imageHealthcheck;
  if (!wanted || !check) return container;
  const { gates, awaited: _, ...own } = wanted;
  const times = probeTimes({ ...check, ...own });
  const probe = (kind: 'startup' | 'readiness'): Probe => ({
    handler: { type: 'exec', command: check.command },
    initialDelaySeconds: 0,
    successThreshold: 1,
    ...times[kind],
  });
  const startPeriodSeconds = own.startPeriodSeconds ?? check.startPeriodSeconds;
  return {
    ...container,
    engine: { ...container.engine, ...(startPeriodSeconds && { startPeriodSeconds }) },
    ...(gates && !container.startupProbe && { startupProbe: probe('startup') }),
    ...(!container.readinessProbe && { readinessProbe: probe('readiness') }),
  };
}
