import type { ControlledRun, ControlServer } from '../control/server.ts';
import { whyNewPod } from '../lifecycle/run/new-pod.ts';
import type { Report } from '../lifecycle/state/facts.ts';
import type { PeerState } from '../lifecycle/state/peer.ts';
import type { Settings } from '../lifecycle/state/settings.ts';
import { dependentsOf } from '../pod/dependency.ts';
import type { Pod } from '../pod/model.ts';
import { redact } from '../pod/redact.ts';
import type { ServedPod } from '../pod/served-pod.ts';
import { adopt } from '../supervisor/adopt.ts';
import type { Capturer } from '../supervisor/capture/capturer.ts';
import type { Journal } from '../supervisor/journal.ts';
import { type Clock, type Engine, EngineError } from '../supervisor/ports.ts';
import { createServiceRouter, type ServiceRouter } from '../supervisor/services/service-router.ts';
import type { Adopted, Supervisor } from '../supervisor/supervise.ts';
import { type Change, changePod } from './change-pod.ts';
import { type Claim, hasEnded, type Neighbours } from './claim.ts';
import { claimAll, heldOf, refusedChanges } from './claim-all.ts';
import { fetchImages } from './images.ts';
import { createInterruption, type Interruption } from './interruption.ts';
import { endingOf, type PodOutcome, type RunOutcome } from './outcome.ts';
import { createPeers, type Peers } from './peers.ts';
import { removeClaimed } from './remove-claimed.ts';
import { superviseToEnd } from './supervise-to-end.ts';

export interface RunRequest {
  readonly pods: readonly Pod[];
  /** What has ended stays on the engine until `down`; otherwise nothing is left behind. */
  readonly keep: boolean;
  /** A pod that cannot start because another one has failed ends the run: the rest is stopped in order. */
  readonly endsWithDependency: boolean;
  readonly settings: Settings;
}

/** What a run needs of the world. */
export interface RunPorts {
  /** The same engine for the same pod. */
  readonly engineOf: (pod: Pod) => Engine;
  /** An engine for a pod that takes the place of one with its name. From then on `engineOf` answers with it. */
  readonly renewEngine?: (pod: Pod) => Engine;
  readonly capturer: Capturer;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Whether the pods are looked into for what their events do not tell. */
  readonly looksInside?: boolean;
  readonly neighbours: Neighbours;
  /** Lets other terminals find the run. */
  readonly listen: (run: ControlledRun) => Promise<ControlServer>;
  readonly pause: (ms: number) => Promise<void>;
  readonly elsewhere?: PodsElsewhere;
  /** Tells a person what is waited for. */
  readonly say: (words: string) => void;
}

/** The pods of the project that other runs supervise. */
export interface PodsElsewhere {
  /** Calls back with what such a pod is, now and whenever that changes. */
  hear(tell: (peer: PeerState) => void): void;
  /** Tells those that wait for it what a pod of this run is. */
  tell(peer: PeerState): void;
  /** As `hear`, for what Services have to know. */
  hearServed(tell: (served: ServedPod) => void): void;
  /** As `tell`, for every other run. */
  tellServed(served: ServedPod): void;
}

/** The pods of one `up`, from outside. */
export interface Run {
  /** Ordered stop of every pod; what comes after it can only shorten it. `stepwise`: where starts went step by step, stops do as well. */
  stop(reason: string, graceSeconds?: number, stepwise?: boolean): void;
  kill(reason: string): void;
  /** The pods that are supervised now. */
  supervisors(): readonly Supervisor[];
  /** Gives a pod that runs its file as it is now; `renewEngine` is needed for one that has to be made anew. */
  change(pod: Pod): Change;
  /** Leaves the pods as they are, for somebody else to take over. */
  leave(): void;
  /** Rejects only when the engine cannot be asked at all. */
  readonly ended: Promise<RunOutcome>;
}

interface Running {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly supervisors: Map<string, Supervisor>;
  /** Pods that another terminal wants stopped and removed, whatever `keep` says. */
  readonly down: Map<string, Report>;
  readonly interruption: Interruption;
  readonly peers: Peers;
  readonly services: ServiceRouter;
  readonly renewals: Map<string, Pod>;
  readonly pending: (pod: string) => readonly Report[];
}

/** Runs pods until they end or are stopped, and removes what they leave. */
export function startRun(request: RunRequest, ports: RunPorts): Run {
  const supervisors = new Map<string, Supervisor>();
  const interruption = createInterruption(
    () => [...supervisors.values()],
    (pod) => dependentsOf(pod, request.pods),
  );
  const down = new Map<string, Report>();
  const peers = createPeers(
    request.pods,
    (pod, report) => supervisors.get(pod)?.post(report),
    ports.elsewhere?.tell,
  );
  const pending = (pod: string): readonly Report[] => {
    const asked = down.get(pod);
    return [...interruption.pending(pod), ...(asked ? [asked] : [])];
  };
  const over = new AbortController();
  const services = createServiceRouter(request.pods, { ...ports, signal: over.signal });
  const renewals = new Map<string, Pod>();
  const run: Running = {
    request,
    ports,
    supervisors,
    down,
    interruption,
    peers,
    services,
    renewals,
    pending,
  };
  ports.elsewhere?.hear(peers.hear);
  ports.elsewhere?.hearServed(services.hear);
  if (ports.elsewhere) services.follow(ports.elsewhere.tellServed);
  const ended = Promise.race([toTheEnd(run), interruption.left]).finally(() => over.abort());
  // It may fail before the one who awaits it is ready to; that is no rejection without a handler.
  ended.catch(() => {});
  return {
    stop: interruption.stop,
    kill: interruption.kill,
    leave: () => {
      interruption.leave();
      for (const pod of request.pods) ports.engineOf(pod).release();
    },
    supervisors: () => [...supervisors.values()],
    change: (pod) => changePod(run, pod),
    ended,
  };
}

/** The way of a run: look and lock; images; listen; supervise each pod to its end; remove. */
async function toTheEnd(run: Running): Promise<RunOutcome> {
  const { request, ports, interruption } = run;
  const { signal } = interruption;
  const asked = Promise.all([
    claimAll(request.pods, ports, signal),
    fetchImages(request.pods, ports.engineOf, ports.journal, signal),
  ]);
  const begun = await unlessInterrupted(asked, signal);
  if (!begun) return released(run, interruption.outcome());
  const [claims, images] = begun;
  const lost = heldOf(request.pods, claims);
  if (lost) return released(run, lost);
  const problems = [...images.problems, ...refusedChanges(request.pods, claims)];
  if (problems.length > 0) return released(run, { is: 'refused', problems });

  const server = await ports.listen(controlled(run));
  // A run that has left its pods is not to be found any more: who asks for them means the next one.
  void interruption.left.then(() => {
    run.supervisors.clear();
    void server.close();
  });
  try {
    const pods = await Promise.all(images.pods.map((pod, index) => runPod(run, pod, claims[index]!, server)));
    if (interruption.signal.aborted) return interruption.outcome();
    const unmet = pods.filter(endsTheRun(request));
    return unmet.length > 0 ? { is: 'dependencyFailed', pods: unmet } : { is: 'ended', pods };
  } finally {
    void server.close();
  }
}

/** Undefined once the run is to end: what was asked of the engine was then answered for nothing, or given up. */
async function unlessInterrupted<T>(asked: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    const answer = await asked;
    return signal.aborted ? undefined : answer;
  } catch (error) {
    if (signal.aborted && error instanceof EngineError && error.code === 'aborted') return undefined;
    throw error;
  }
}

function released({ request, ports }: Running, outcome: RunOutcome): RunOutcome {
  for (const pod of request.pods) ports.engineOf(pod).release();
  return outcome;
}

/** One pod: made, or taken over as it is, or made anew; supervised; removed. */
async function runPod(run: Running, first: Pod, claimed: Claim, server: ControlServer): Promise<PodOutcome> {
  let pod = first;
  let engine = run.ports.engineOf(pod);
  if (claimed.is === 'own' && claimed.unprotected) warnOfNoLock(run.ports.journal, pod);
  const before = claimed.is === 'own' ? await takeOver(run, pod, engine, claimed) : undefined;
  let outcome =
    before && 'is' in before ? before : await superviseToEnd(run, pod, engine, before?.adopted, []);
  for (let next = renewal(run, outcome); next; next = renewal(run, outcome)) {
    await engine.removePod(new AbortController().signal);
    pod = next;
    engine = run.ports.renewEngine?.(pod) ?? engine;
    outcome = await superviseToEnd(run, pod, engine, undefined, []);
  }
  if (endsTheRun(run.request)(outcome)) run.interruption.end(`pod ${pod.name} cannot start`);
  if (outcome.is !== 'held') await clear(run, pod, engine, outcome);
  run.supervisors.delete(pod.name);
  server.ended(endingOf(pod.name, outcome));
  return outcome;
}

/** What takes the place of a pod that has ended for it; nothing once somebody wants its end. */
function renewal({ renewals, down, interruption }: Running, outcome: PodOutcome): Pod | undefined {
  if (outcome.is !== 'ended') return undefined;
  const { name } = outcome.state.pod;
  const next = renewals.get(name);
  renewals.delete(name);
  return down.has(name) || interruption.signal.aborted ? undefined : next;
}

/** Whether a pod did not start because of another one, where that ends the run. */
function endsTheRun({ endsWithDependency }: RunRequest): (outcome: PodOutcome) => boolean {
  return (outcome) =>
    endsWithDependency && outcome.is === 'ended' && outcome.state.failedDependency !== undefined;
}

/**
 * What this run goes on with of a pod that is on the engine. A pod that has ended, and one of which more than containers
 * has changed, gives way to a new one: then there is nothing to go on with.
 */
async function takeOver(
  run: Running,
  pod: Pod,
  engine: Engine,
  claimed: Extract<Claim, { readonly is: 'own' }>,
): Promise<{ readonly adopted?: Adopted } | PodOutcome> {
  const { clock, say } = run.ports;
  const { observed } = claimed;
  const { signal } = new AbortController();
  // The engine keeps nothing secret, so only the rest can be compared.
  const why = observed.spec && whyNewPod(observed.spec, redact(pod));
  if (why === undefined && !hasEnded(observed)) {
    await refreshFiles(run.ports.journal, pod, engine, signal);
    return { adopted: await adopt(pod, observed, { engine, clock }, false, signal) };
  }
  if (observed.spec && !hasEnded(observed)) {
    say(`pod ${pod.name} is made anew: ${why}`);
    const stop = { type: 'stopPod', reason: `it is made anew: ${why}` } as const;
    const old = await adopt(observed.spec, observed, { engine, clock }, true, signal);
    // The others do not hear of the end of a pod that comes back.
    const { peers, ...alone } = run;
    const outcome = await superviseToEnd(alone, observed.spec, engine, old, [stop]);
    if (outcome.is !== 'ended') return outcome;
    await engine.removePod(signal);
  } else await removeClaimed(engine, claimed, signal);
  return {};
}

/** The engine does not tell what is in the volumes of a pod that is taken over, so they get what the pod is to have. */
async function refreshFiles(journal: Journal, pod: Pod, engine: Engine, signal: AbortSignal): Promise<void> {
  try {
    await engine.updateFiles(pod, signal);
  } catch (error) {
    const message = `the files of its volumes could not be written: ${(error as Error).message}`;
    journal.append(pod.name, { type: 'Warning', message });
  }
}

/** What a pod that has ended leaves: nothing, or its containers for their logs. */
async function clear(run: Running, pod: Pod, engine: Engine, outcome: PodOutcome): Promise<void> {
  const { signal } = new AbortController();
  const keeps = (): boolean => run.request.keep && !run.down.has(pod.name) && outcome.is === 'ended';
  if (keeps()) {
    await engine.retire(signal);
    // While it was retired, another terminal may have asked for its removal.
    if (keeps()) return;
  }
  await engine.removePod(signal);
  run.ports.journal.append(pod.name, { type: 'PodRemoved' });
}

function controlled({ supervisors, ports, down, services }: Running): ControlledRun {
  return {
    supervisors: () => [...supervisors.values()],
    events: ports.journal,
    served: services,
    down: (pod, reason, graceSeconds) => {
      const stop = { type: 'stopPod', reason, ...(graceSeconds !== undefined && { graceSeconds }) } as const;
      down.set(pod, stop);
      supervisors.get(pod)?.post(stop);
    },
  };
}

function warnOfNoLock(journal: Journal, { name }: Pod): void {
  const message =
    'its holder was made by an older Outrider, which keeps no lock: make sure that no other terminal supervises it';
  journal.append(name, { type: 'Warning', message });
}
