import { error, type Path, type Problem, warning } from '../problem.ts';
import type { ContainerInput } from '../schema/container.ts';
import type { ProbeInput } from '../schema/handler.ts';
import { forEachContainer, type PodRule } from './rule.ts';

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
type ProbeName = (typeof PROBES)[number];
const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;

/** kubernetes `pkg/apis/core/validation`, validateInitContainers. */
export const plainInitHasNoProbes: PodRule = forEachContainer(({ container, path, role }) =>
  role === 'init'
    ? PROBES.filter((name) => container[name]).map((name) =>
        error('init-container-probe', [...path, name], 'a plain init container has no probes', {
          on: 'key',
          hint: 'a sidecar has: it is an init container with `restartPolicy: Always`, which is missing here',
        }),
      )
    : [],
);

/** Startup and liveness are decided by a first success (core/v1 Probe.successThreshold). */
export const oneSuccessIsEnough: PodRule = eachProbe((name, probe, path) =>
  name !== 'readinessProbe' && (probe.successThreshold || 1) !== 1
    ? [
        error(
          'success-threshold',
          [...path, 'successThreshold'],
          `must be 1 for a ${name}, found ${probe.successThreshold}`,
        ),
      ]
    : [],
);

/** Readiness kills nobody, so there is no grace to give (KEP-2238). */
export const readinessHasNoGrace: PodRule = eachProbe((name, probe, path) =>
  name === 'readinessProbe' && probe.terminationGracePeriodSeconds !== undefined
    ? [
        error(
          'probe-grace',
          [...path, 'terminationGracePeriodSeconds'],
          'a readinessProbe ends no container, so it has no grace period',
          { on: 'key' },
        ),
      ]
    : [],
);

export const probeHasOneHandler: PodRule = eachProbe((_, probe, path) => oneHandler(probe, HANDLERS, path));

export const probePortsResolve: PodRule = eachProbe((_, probe, path, container) =>
  (['httpGet', 'tcpSocket'] as const).flatMap((handler) =>
    unresolvedPort(probe[handler]?.port, container, [...path, handler, 'port']),
  ),
);

/** Shared with hooks: exactly one of the handlers must be there. */
export function oneHandler<K extends string>(
  holder: Readonly<Partial<Record<K, unknown>>>,
  handlers: readonly K[],
  path: Path,
): readonly Problem[] {
  const given = handlers.filter((handler) => holder[handler] !== undefined);
  if (given.length === 1) return [];
  const hint = `one of ${handlers.join(', ')}`;
  const message = given.length === 0 ? 'has no handler' : `has ${given.length} handlers: ${given.join(', ')}`;
  return [error('one-handler', path, message, { on: 'key', hint })];
}

/** A cluster accepts a name that nobody has; the probe then fails for ever. */
export function unresolvedPort(
  port: number | string | undefined,
  container: ContainerInput,
  path: Path,
): readonly Problem[] {
  if (typeof port !== 'string' || /^\d*$/.test(port)) return [];
  const names = (container.ports ?? []).flatMap(({ name }) => name ?? []);
  if (names.includes(port)) return [];
  const hint = names.length > 0 ? `it has ${names.join(', ')}` : 'give one of its ports this name';
  return [warning('unresolved-port', path, `container ${container.name} has no port ${port}`, { hint })];
}

function eachProbe(
  check: (name: ProbeName, probe: ProbeInput, path: Path, container: ContainerInput) => readonly Problem[],
): PodRule {
  return forEachContainer(({ container, path, role }) =>
    role === 'init'
      ? []
      : PROBES.flatMap((name) => {
          const probe = container[name];
          return probe ? check(name, probe, [...path, name], container) : [];
        }),
  );
}
