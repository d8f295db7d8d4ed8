import { allContainers, sidecars } from '../../pod/containers.ts';
import { dependenciesOf, type PodDependency } from '../../pod/dependency.ts';
import type { Container, Pod, Role } from '../../pod/model.ts';
import type { Settings } from '../state/settings.ts';

/** What will happen to a pod, as far as its specification says; times in seconds. No engine is asked. */
export interface Plan {
  readonly pod: string;
  /** The pods that have to get somewhere before the first container starts; they stop after this one. */
  readonly waitFor: readonly PodDependency[];
  readonly start: readonly StartStep[];
  readonly stop: readonly StopStep[];
  /** From the beginning of termination until nothing runs any more, at the latest. */
  readonly longestStopSeconds: number;
  /** `Always`: the pod never ends by itself. */
  readonly endsByItself: boolean;
}

export interface StartStep {
  readonly container: string;
  readonly role: Role;
  /** Whom it waits for, and for what. */
  readonly after: readonly {
    readonly container: string;
    readonly until: 'exited 0' | 'started' | 'start call';
  }[];
  /** What lets the next one go. */
  readonly letsGo: string;
  /** How long it may take to start before it is killed and tried again; absent: for ever. */
  readonly longestStartSeconds?: number;
}

export interface StopStep {
  readonly container: string;
  readonly role: Role;
  /** All of these have to be gone, or the grace period over, before it gets its signal. */
  readonly after: readonly string[];
  readonly preStop: boolean;
  readonly signal: string;
}

export function planOf(pod: Pod, settings: Pick<Settings, 'minimumGraceSeconds'>): Plan {
  const grace = pod.terminationGracePeriodSeconds;
  return {
    pod: pod.name,
    waitFor: dependenciesOf(pod),
    start: allContainers(pod).map((container) => startStep(pod, container)),
    stop: stopSteps(pod),
    longestStopSeconds: grace + settings.minimumGraceSeconds,
    endsByItself: pod.restartPolicy !== 'Always',
  };
}

function startStep(pod: Pod, container: Container): StartStep {
  const { name, role, startupProbe } = container;
  return {
    container: name,
    role,
    after: predecessors(pod, container),
    letsGo: letsGo(pod, container),
    ...(startupProbe
      ? {
          longestStartSeconds:
            startupProbe.initialDelaySeconds + startupProbe.failureThreshold * startupProbe.periodSeconds,
        }
      : {}),
  };
}

/** The direct ones: what comes before them has let them go. */
function predecessors(pod: Pod, { name }: Container): StartStep['after'] {
  const index = pod.initContainers.findIndex((container) => container.name === name);
  const gate = index < 0 ? pod.initContainers.at(-1) : pod.initContainers[index - 1];
  const gates = gate
    ? [{ container: gate.name, until: isSidecar(pod, gate) ? ('started' as const) : ('exited 0' as const) }]
    : [];
  const position = pod.containers.findIndex((container) => container.name === name);
  const earlier = position > 0 ? pod.containers[position - 1] : undefined;
  return earlier ? [...gates, { container: earlier.name, until: 'start call' as const }] : gates;
}

function letsGo(pod: Pod, container: Container): string {
  if (container.role === 'init') return 'exit code 0';
  const hook = container.postStart ? ['its postStart hook is through'] : [];
  const probe = container.startupProbe && isSidecar(pod, container) ? ['its startup probe succeeds'] : [];
  return ['its process runs', ...hook, ...probe].join(', ');
}

/** In legacy mode a sidecar stands among the app containers and orders nothing. */
function isSidecar(pod: Pod, { name }: Pick<Container, 'name'>): boolean {
  return sidecars(pod).some((container) => container.name === name);
}

/** App containers together, then the sidecars one by one in reverse order. */
function stopSteps(pod: Pod): readonly StopStep[] {
  const step = (container: Container, after: readonly string[]): StopStep => ({
    container: container.name,
    role: container.role,
    after,
    preStop: container.preStop !== undefined,
    signal: container.stopSignal ?? "the image's, or SIGTERM",
  });
  const apps = pod.containers.map(({ name }) => name);
  const reversed = [...sidecars(pod)].reverse();
  return [
    ...pod.containers.map((container) => step(container, [])),
    ...reversed.map((container, index) =>
      step(container, index === 0 ? apps : [...apps, reversed[index - 1]!.name]),
    ),
  ];
}
