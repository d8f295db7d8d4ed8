import { setMaxListeners } from 'node:events';
import type { EventBody } from '../events/types.ts';
import { peerOf } from '../lifecycle/between/peer-of.ts';
import { tellRestored } from '../lifecycle/restore/tell-restored.ts';
import type { Report } from '../lifecycle/state/facts.ts';
import { initialState } from '../lifecycle/state/initial.ts';
import type { PeerState } from '../lifecycle/state/peer.ts';
import type { Settings } from '../lifecycle/state/settings.ts';
import type { PodState } from '../lifecycle/state/state.ts';
import type { Pod } from '../pod/model.ts';
import { guardCapture } from './capture/capture-guard.ts';
import type { Capturer } from './capture/capturer.ts';
import { createExecutor } from './execute/executor.ts';
import { messageOf } from './execute/executor-context.ts';
import { faultEngine } from './faults/fault-engine.ts';
import { createFaultInjector, type FaultInjector } from './faults/injector.ts';
import type { Journal } from './journal.ts';
import { createLoop } from './loop.ts';
import type { Clock, Engine, SandboxAddress } from './ports.ts';
import type { ServiceRouter } from './services/service-router.ts';
import { createFollower, type Follower } from './watch/follower.ts';
import { leadToApi } from './watch/lead-to-api.ts';
import { createLogNotes, type LogNotes } from './watch/log-notes.ts';
import { lookInside } from './watch/look-inside.ts';
import { createNetworkMender } from './watch/mend-network.ts';
import { createPodAddress, type PodAddress } from './watch/pod-address.ts';
import { podSummary } from './watch/pod-summary.ts';
import { renewFiles } from './watch/renew-files.ts';
import { watchVolumes } from './watch/watch-volumes.ts';
import { watch } from './watch/watcher.ts';

interface SupervisorPorts {
  readonly engine: Engine;
  readonly capturer: Capturer;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly journal: Journal;
  /** Hears what other pods have to know of this one, when that has changed. */
  readonly peerChanged?: (peer: PeerState) => void;
  readonly services?: ServiceRouter;
  /** Whether the pod is looked into for what its events do not tell: who listens, memory, the clock. */
  readonly looksInside?: boolean;
}

export interface Supervisor {
  readonly pod: Pod;
  /** A request of a person or a program. */
  post(report: Report): void;
  state(): PodState;
  /**
   * The pod has ended and every line of its log is told. What it leaves on the engine is still there. Rejects when a
   * defect keeps even the stop from coming to its end.
   */
  readonly ended: Promise<PodState>;
  /** Faults that somebody puts on the pod. */
  readonly faults: Pick<FaultInjector, 'add' | 'list' | 'clear'>;
  /** The defect of Outrider that made it stop the pod, if any. */
  defect(): unknown;
  /** Stops watching and leaves the pod as it is. */
  abandon(): void;
}

/** A pod that is on the engine already: what is known of it, and where it can be reached. */
export interface Adopted {
  readonly state: PodState;
  readonly address?: SandboxAddress;
  /** Somebody else has seen the lines up to this moment of the engine's clock (RFC 3339). */
  readonly logsSince: string;
}

/**
 * How long a pod that was asked to end waits for somebody to read on. A pod that ends by itself waits for as long as it
 * takes, as any program does whose output is not read.
 */
const patienceMs = 5_000;

/** Keeps one pod as it should be, from its first container, or from where another supervisor left it, to its last. */
export function supervise(
  pod: Pod,
  ports: SupervisorPorts,
  adopted?: Adopted,
  /** What is asked for before anything else is judged. */
  first: readonly Report[] = [],
): Supervisor {
  const { engine, clock, settings, journal } = ports;
  const life = new AbortController();
  const waiting = new AbortController();
  // Every call that is under way listens: more than the ten at which Node suspects a leak.
  setMaxListeners(0, life.signal, waiting.signal);
  const warn = (message: string): void => void journal.append(pod.name, { type: 'Warning', message });
  const tell = (event: EventBody): void => void journal.append(pod.name, event);
  const notes = createLogNotes(clock, tell);
  const noted = withNotes(journal, notes);
  const follower = createFollower(pod.name, {
    ...{ engine, journal: noted, clock, warn, logEnded: notes.logEnded },
    signal: life.signal,
  });
  let endIsRequested = false;
  const post = (report: Report): void => {
    if (report.type === 'stopPod' || report.type === 'killPod') endIsRequested = true;
    loop.post(report);
    if (report.type !== 'specChanged') return;
    const now = loop.state().pod;
    if (!report.untold) tell({ type: 'PodUpdated', ...podSummary(now) });
    ports.services?.change(now);
  };
  const address = createPodAddress(waiting.signal);
  const executor = createExecutor({
    ...ports,
    address,
    pod: () => loop.state().pod,
    post: (report) => loop.post(report),
    warn,
    waiting: waiting.signal,
    signal: life.signal,
  });
  const faults = createFaultInjector({
    ...{ engine: faultEngine(engine, waiting.signal), clock, tell, warn },
    state: () => loop.state(),
    post: (report) => loop.post(report),
  });
  const toPeers = tellPeers(ports);
  let defect: unknown;
  const atFirst = adopted?.state ?? initialState(pod, clock.monotonic());
  const loop = createLoop(settings.stepping ? { ...atFirst, stepping: {} } : atFirst, {
    clock,
    settings,
    execute: (command) => executor.execute(command),
    tell: (event) => {
      noted.append(pod.name, event);
      if (event.type === 'ContainerRunning') follower.follow(event);
    },
    changed: (state) => {
      toPeers(state);
      faults.heed(state);
    },
    onDefect: (error) => {
      defect = error;
      warn(`a defect of Outrider: ${messageOf(error)}. The pod is stopped`);
    },
  });

  const created = adopted && timeOfDay(adopted.state.createdAt, clock);
  journal.append(pod.name, { type: 'PodCreated', ...podSummary(pod) }, created);
  const watcherPorts = {
    engine,
    clock,
    loop,
    warn,
    reconnected: follower.followAgain,
    networkLost: createNetworkMender({
      engine,
      clock,
      loop,
      address,
      ...(ports.services && { services: ports.services }),
      tell,
      signal: waiting.signal,
    }),
    signal: life.signal,
  };
  const watching = watch(watcherPorts, adopted !== undefined).catch((error: unknown) => {
    if (!life.signal.aborted) warn(`the engine's events cannot be followed: ${String(error)}`);
  });
  if (pod.capture && pod.capture.mode !== 'NONE')
    guardCapture(loop, { ...ports, warn, tell, adopted: adopted !== undefined, signal: waiting.signal });
  if (ports.looksInside) lookInside(loop, { engine, clock, tell, signal: waiting.signal });
  watchVolumes(loop, { engine, clock, signal: waiting.signal });
  renewFiles(loop, { engine, clock, warn, signal: waiting.signal });
  if (adopted) {
    retellInto(journal, pod.name, adopted, clock);
    takeOver(adopted, address, follower);
    faults.takeOver();
    if (adopted.address) ports.services?.takeOver(pod, engine, adopted.address);
    const { id } = adopted.state.sandbox;
    if (adopted.address && id !== undefined) void leadToApi({ engine, warn, signal: life.signal }, id);
  }
  for (const report of first) post(report);
  loop.post({ type: 'begin' });

  const abandon = (): void => {
    loop.close();
    waiting.abort();
    life.abort();
  };
  const ended = loop.finished.then(
    async (state) => {
      await follower.idle(endIsRequested ? patienceMs : undefined);
      waiting.abort();
      await executor.idle();
      life.abort();
      await watching;
      return state;
    },
    (error: unknown) => {
      abandon();
      throw error;
    },
  );
  // It may reject before anybody awaits it.
  ended.catch(() => {});
  return { pod, post, state: loop.state, faults, ended, defect: () => defect, abandon };
}

/** Only changes are told: most facts about a pod are nothing to another one. */
function tellPeers({ peerChanged }: SupervisorPorts): (state: PodState) => void {
  let told = '';
  return (state) => {
    const peer = peerOf(state);
    const key = JSON.stringify(peer);
    if (key === told) return;
    told = key;
    peerChanged?.(peer);
  };
}

/** The same journal, whose events are heard by what reads the log lines. */
function withNotes(journal: Journal, { hear }: LogNotes): Journal {
  return {
    ...journal,
    append(pod, body, time) {
      const event = journal.append(pod, body, time);
      hear(body);
      return event;
    },
  };
}

/** Events about the past carry the time of day at which they happened. */
function retellInto(journal: Journal, pod: string, { state, address }: Adopted, clock: Clock): void {
  for (const { body, at } of tellRestored(state, address?.network ?? '', clock.monotonic()))
    journal.append(pod, body, timeOfDay(at, clock));
}

/** What the clock of the day showed at a moment of the monotonic clock, RFC 3339. */
function timeOfDay(at: number, clock: Clock): string {
  return new Date(clock.wall() - (clock.monotonic() - at)).toISOString();
}

function takeOver(adopted: Adopted, podAddress: PodAddress, follower: Follower): void {
  const { state, address, logsSince } = adopted;
  if (address) podAddress.tell(address);
  for (const { name, attempt, instance } of Object.values(state.containers))
    if (instance.is === 'running')
      follower.follow({ id: instance.id, container: name, attempt, since: logsSince });
}
