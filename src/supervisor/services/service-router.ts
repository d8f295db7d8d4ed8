import type { Pod } from '../../pod/model.ts';
import { selects } from '../../pod/service.ts';
import { clusterIPs } from '../../services/cluster-ip.ts';
import { hostsFor } from '../../services/names.ts';
import { foldPodState, newPodState, type PodState } from '../../services/pod-state.ts';
import { routesFor } from '../../services/routes.ts';
import type { Journal } from '../journal.ts';
import type { Clock, Engine, SandboxAddress } from '../ports.ts';
import { runnerOver } from '../run-step.ts';
import { createServiceLoader, type ServicePlan } from './load-services.ts';
import { createRefresher, type Namespace, nothing } from './service-namespace.ts';

/** How often the rules and names are looked at, in milliseconds; as often as those of capture. */
const guardMs = 5_000;

/** How long pods that were taken over have for their first probe: more than its usual period of ten seconds. */
const judgedMs = 15_000;

/** Leads the ports of Services to ready pods, in the namespace of every pod of a run. */
export interface ServiceRouter {
  /** Loads rules and names into a namespace that has come up. Settles when they are there, or when it was told why not. */
  enter(pod: Pod, engine: Engine, address: SandboxAddress): Promise<void>;
  /**
   * Takes over a namespace of another run with the rules and names that it has. They stay until it is known again which
   * pods are ready.
   */
  takeOver(pod: Pod, engine: Engine, address: SandboxAddress): void;
  /** Goes on with what the pod's manifest says now: its Services and its labels may be others. */
  change(pod: Pod): void;
}

interface Ports {
  readonly journal: Journal;
  readonly clock: Clock;
  /** Ends the router. What is loaded stays. */
  readonly signal: AbortSignal;
}

/** Follows the events of the pods: when one gets ready or ends, every namespace learns of it. */
export function createServiceRouter(pods: readonly Pod[], ports: Ports): ServiceRouter {
  const { journal, clock, signal } = ports;
  const states = new Map<string, PodState>(pods.map((pod) => [pod.name, newPodState(pod)]));
  const namespaces = new Map<string, Namespace>();
  const warn = (pod: string, message: string): void => void journal.append(pod, { type: 'Warning', message });
  const isCurrent = (namespace: Namespace): boolean =>
    !signal.aborted && namespaces.get(namespace.pod.name) === namespace;

  const isPatient = ({ pod, patientUntil }: Namespace): boolean =>
    clock.monotonic() < patientUntil &&
    [...states.values()].some((one) => !one.judged && isBehindAny(one, pod));

  const refresh = createRefresher({
    planFor: (namespace) => plan(namespace, [...states.values()]),
    mayLoad: (namespace) => isCurrent(namespace) && !isPatient(namespace),
    warn: (namespace, message) => {
      if (isCurrent(namespace)) warn(namespace.pod.name, message);
    },
  });

  followStates(states, ports, (name, before, after) => {
    if (before.ip !== undefined && after.ip === undefined) namespaces.delete(name);
    for (const namespace of namespaces.values()) void refresh(namespace);
  });
  guard(
    ports,
    () => [...namespaces.values()],
    async (namespace) => {
      if (namespace.work || !isCurrent(namespace) || namespace.loaded === nothing) return;
      if (namespace.loaded !== undefined) {
        if (await namespace.loader.intact()) return;
        if (namespace.work || !isCurrent(namespace)) return;
        warn(namespace.pod.name, 'the rules or names of Services were changed; they are loaded again');
        delete namespace.loaded;
      }
      await refresh(namespace);
    },
  );
  const enter = (
    pod: Pod,
    engine: Engine,
    address: SandboxAddress,
    found: Pick<Namespace, 'patientUntil' | 'loaded'>,
  ): Promise<void> => {
    const loader = createServiceLoader(runnerOver(engine, signal));
    const namespace: Namespace = { pod, address, loader, ...found, told: false, dirty: false };
    namespaces.set(pod.name, namespace);
    return refresh(namespace);
  };
  return {
    enter: (pod, engine, address) => enter(pod, engine, address, { patientUntil: 0, loaded: nothing }),
    takeOver(pod, engine, address) {
      const patientUntil = clock.monotonic() + judgedMs;
      // Without Services nothing is looked for in the namespace: most projects have none.
      const loaded = pod.services?.length ? {} : { loaded: nothing };
      void enter(pod, engine, address, { patientUntil, ...loaded });
    },
    change(pod) {
      const state = states.get(pod.name);
      if (state) states.set(pod.name, { ...state, pod });
      const own = namespaces.get(pod.name);
      if (own) own.pod = pod;
      for (const namespace of namespaces.values()) void refresh(namespace);
    },
  };
}

/** Folds the events into the states, and tells of each change. */
function followStates(
  states: Map<string, PodState>,
  { journal, signal }: Ports,
  changed: (pod: string, before: PodState, after: PodState) => void,
): void {
  const unsubscribe = journal.subscribe(
    (event) => {
      const before = states.get(event.pod);
      if (!before) return;
      const after = foldPodState(before, event);
      if (after === before) return;
      states.set(event.pod, after);
      changed(event.pod, before, after);
    },
    { replay: true },
  );
  signal.addEventListener('abort', unsubscribe, { once: true });
}

function plan({ pod, address }: Namespace, states: readonly PodState[]): ServicePlan {
  const services = pod.services ?? [];
  const { ip } = address;
  const addresses = clusterIPs(services, address);
  return {
    routes: routesFor(ip, services, addresses, states),
    hosts: hostsFor(pod, services, addresses, states),
  };
}

function isBehindAny({ pod: { labels, namespace } }: PodState, client: Pod): boolean {
  return (client.services ?? []).some((one) => one.namespace === namespace && selects(one.selector, labels));
}

/** Looks at every namespace again and again. */
function guard(
  { clock, signal }: Ports,
  namespaces: () => readonly Namespace[],
  look: (namespace: Namespace) => Promise<void>,
): void {
  let cancel = (): void => {};
  const schedule = (): void => {
    if (signal.aborted) return;
    cancel = clock.at(clock.monotonic() + guardMs, () => {
      // A namespace that cannot be looked at is on its way out, or is looked at again.
      void Promise.allSettled(namespaces().map(look)).then(schedule);
    });
  };
  signal.addEventListener('abort', () => cancel(), { once: true });
  schedule();
}
