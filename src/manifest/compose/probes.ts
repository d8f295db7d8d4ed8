import type { Path } from '../problem.ts';
import type { GroupRole } from './groups.ts';
import { healthProbes } from './healthcheck.ts';
import { copied, type Part } from './part.ts';
import type { Service } from './schema.ts';

interface ContainerProbes {
  readonly startupProbe?: Part;
  readonly livenessProbe?: Part;
  readonly readinessProbe?: Part;
}

/** How often a sidecar is asked for its readiness before it is given up, when that is what others wait for. */
const TRIES = 30;

/**
 * The probes of a service: those of `x-outrider`, and what `healthcheck` says where there is none of a kind. A sidecar that
 * others wait for, and that has a readiness probe alone, has started when it is ready.
 *
 * @param gates others of the pod wait for its health.
 */
export function probesOf(service: Service, role: GroupRole, gates: boolean, at: Path): ContainerProbes {
  const waitedFor = role === 'sidecar' && gates;
  const health = role === 'init' ? {} : healthProbes(service, waitedFor, at);
  const { startup, liveness, readiness } = service['x-outrider']?.probes ?? {};
  const path = (kind: string): Path => [...at, 'x-outrider', 'probes', kind];
  const ready = readiness && copied(readiness, path('readiness'));
  const { successThreshold: _, ...once } = readiness ?? {};
  const instead = waitedFor && readiness && copied({ ...once, failureThreshold: TRIES }, path('readiness'));
  return {
    ...health,
    ...(instead && { startupProbe: instead }),
    ...(startup && { startupProbe: copied(startup, path('startup')) }),
    ...(liveness && { livenessProbe: copied(liveness, path('liveness')) }),
    ...(ready && { readinessProbe: ready }),
  };
}
