import type { Pod } from '../../pod/model.ts';
import type { ServedPod } from '../../pod/served-pod.ts';
import type { Journal } from '../journal.ts';
import type { Clock, Engine, SandboxAddress } from '../ports.ts';
import { createGatewayPods, type GatewayPods } from './gateway-pods.ts';
import { mendNamespace } from './mend-namespace.ts';
import { type FoundNamespace, gatewayNamespace, podNamespace } from './open-namespace.ts';
import { followPodStates } from './pod-states.ts';
import { createRefresher, messageOf, type Namespace, nothing } from './service-namespace.ts';
import { createPlanner, isUnjudged } from './service-plan.ts';
import { createServiceTeller } from './tell-services.ts';

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
  /** Services lead to a pod of another run, too. */
  hear(served: ServedPod): void;
  /** Tells what Services of other runs have to know of the pods of this one, now and whenever it changes. @returns an end to it. */
  follow(listener: (served: ServedPod) => void): () => void;
}

interface Ports {
  readonly journal: Journal;
  readonly clock: Clock;
  /** Ends the router. What is loaded stays. */
  readonly signal: AbortSignal;
}

const unreached = 'Services cannot be reached from this machine';

/** Follows the events of the pods: when one gets ready or ends, every namespace learns of it. */
export function createServiceRouter(pods: readonly Pod[], ports: Ports): ServiceRouter {
  const { journal, clock, signal } = ports;
  const bornAt = clock.monotonic();
  const namespaces = new Map<string, Namespace>();
  const gatewayPods = createGatewayPods(() => states.all());
  const warn = (pod: string, message: string): void => {
    if (!signal.aborted) journal.append(pod, { type: 'Warning', message });
  };
  const isCurrent = (namespace: Namespace): boolean =>
    !signal.aborted && namespaces.get(keyOf(namespace)) === namespace;
  const isPatient = (namespace: Namespace): boolean =>
    clock.monotonic() < namespace.patientUntil && isUnjudged(namespace, states.all());
  const refresh = createRefresher({
    planFor: createPlanner(() => states.lookup()),
    mayLoad: (namespace) => isCurrent(namespace) && !isPatient(namespace),
    warn: (namespace, message) => {
      if (isCurrent(namespace) && !isEnding(namespace, gatewayPods)) warn(namespace.pod.name, message);
    },
  });
  const refreshAll = (): void => {
    for (const namespace of namespaces.values()) void refresh(namespace);
  };
  const isKnown = (): boolean => clock.monotonic() >= bornAt + judgedMs || states.areJudged();
  const teller = createServiceTeller(() => states, ports, isKnown);
  const states = followPodStates(pods, ports, ({ pod, before, after, isRemoved }) => {
    if (before.ip !== undefined && after.ip === undefined) namespaces.delete(pod);
    if (isRemoved) gatewayPods.removed(pod);
    forgetGateways(namespaces, gatewayPods);
    refreshAll();
    teller.ask();
  });
  guard(
    ports,
    () => [...namespaces.values()],
    (namespace) => {
      teller.ask();
      return mendNamespace(namespace, { isCurrent, refresh, warn });
    },
  );
  const follow = (namespace: Namespace): Promise<void> => {
    namespaces.set(keyOf(namespace), namespace);
    return refresh(namespace);
  };
  const enter = (pod: Pod, engine: Engine, address: SandboxAddress, found: FoundNamespace): Promise<void> => {
    gatewayPods.entered(pod.name);
    if (pod.publishes?.length)
      void gatewayNamespace(pod, engine.gateway!, found, signal)
        .then(follow)
        .catch((error: unknown) => warn(pod.name, `${unreached}: ${messageOf(error)}`));
    teller.enter(pod.services ?? [], address);
    return follow(podNamespace(pod, engine, address, found, signal));
  };
  return {
    enter: (pod, engine, address) => enter(pod, engine, address, { patientUntil: 0, loaded: nothing }),
    takeOver(pod, engine, address) {
      // It may have had Services before: what is not known is loaded.
      void enter(pod, engine, address, { patientUntil: clock.monotonic() + judgedMs });
    },
    change(pod) {
      states.change(pod);
      for (const key of [pod.name, gatewayKey(pod.name)]) {
        const own = namespaces.get(key);
        if (own) own.pod = pod;
      }
      teller.change(pod.services ?? []);
      refreshAll();
    },
    hear(served) {
      if (served.ip !== undefined) gatewayPods.entered(served.pod.name);
      states.hear(served);
    },
    follow: states.follow,
  };
}

/** A gateway is removed with the last pod behind it. */
function isEnding({ reopen, pod }: Namespace, gatewayPods: GatewayPods): boolean {
  return reopen !== undefined && gatewayPods.isEnding(pod.name);
}

function forgetGateways(namespaces: Map<string, Namespace>, gatewayPods: GatewayPods): void {
  for (const [key, { reopen, pod }] of namespaces)
    if (reopen && gatewayPods.isIdle(pod.name)) namespaces.delete(key);
}

function keyOf({ pod, reopen }: Namespace): string {
  return reopen ? gatewayKey(pod.name) : pod.name;
}

function gatewayKey(pod: string): string {
  return `gateway of ${pod}`;
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
