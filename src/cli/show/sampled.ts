import type { ContainerUsage, Traffic } from '../../events/traffic.ts';
import type { EventBody, OutriderEvent } from '../../events/types.ts';
import type { EventSource, Listener } from '../../supervisor/journal.ts';
import type { ContainerStats } from '../../ui/ports.ts';

/** Where samples come from. */
export interface SamplePorts {
  /** Usage of the containers that `ids` names, until the signal aborts. */
  readonly usage: (ids: () => readonly string[], signal: AbortSignal) => AsyncIterable<ContainerStats>;
  readonly traffic: (pod: string, signal: AbortSignal) => Promise<Traffic>;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  /** Calls back every so often. Answers how to stop. */
  readonly repeat: (callback: () => void) => () => void;
  readonly signal: AbortSignal;
}

/** Of more connections the rest is left out: a pod under load has thousands that are over. */
const mostFlows = 200;

/**
 * The same events, and between them what the containers use and what the rules of pods with capture have counted. A sample
 * that says what the one before said is left out.
 */
export function sampled(events: EventSource, ports: SamplePorts): EventSource {
  return {
    subscribe(listener, options) {
      const pods = createPods();
      const stopSampling = sample(pods, listener, ports);
      const stop = events.subscribe((event) => {
        pods.note(event);
        listener(event);
      }, options);
      return () => {
        stop();
        stopSampling();
      };
    },
  };
}

type Pods = ReturnType<typeof createPods>;

/** What the events say of the pods that can be sampled. */
function createPods() {
  /** By the engine's id of each container that runs. */
  const running = new Map<string, { readonly pod: string; readonly container: string }>();
  const captured = new Set<string>();
  let [seq, project] = [0, ''];
  return {
    running,
    captured,
    stamp: () => ({ seq, project }),
    note(event: OutriderEvent): void {
      [seq, project] = [event.seq, event.project];
      const { pod } = event;
      if (event.type === 'ContainerRunning') running.set(event.id, { pod, container: event.container });
      if (event.type === 'CaptureApplied') captured.add(pod);
      if (event.type === 'CaptureRemoved' || event.type === 'PodRemoved') captured.delete(pod);
      if (event.type !== 'ContainerTerminated') return;
      for (const [id, one] of running)
        if (one.pod === pod && one.container === event.container) running.delete(id);
    },
  };
}

function sample(pods: Pods, listener: Listener, ports: SamplePorts): () => void {
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, ports.signal]);
  const told = new Map<string, string>();
  const tell = (pod: string, body: EventBody): void => {
    const words = JSON.stringify(body);
    if (signal.aborted || told.get(`${pod} ${body.type}`) === words) return;
    told.set(`${pod} ${body.type}`, words);
    listener({ time: new Date(ports.wall()).toISOString(), pod, ...pods.stamp(), ...body } as OutriderEvent);
  };
  const used = new Map<string, ContainerStats>();
  followUsage(used, pods, ports, signal).catch(() => {});
  let isAsking = false;
  const look = async (): Promise<void> => {
    tellUsage(used, pods, tell);
    if (isAsking) return;
    isAsking = true;
    // A pod that is ending has no rules to show.
    await Promise.all([...pods.captured].map((pod) => tellTraffic(pod, tell, ports, signal).catch(() => {})));
    isAsking = false;
  };
  const stop = ports.repeat(() => void look());
  return () => {
    stop();
    leaving.abort();
  };
}

async function followUsage(
  used: Map<string, ContainerStats>,
  { running }: Pods,
  { usage }: SamplePorts,
  signal: AbortSignal,
): Promise<void> {
  for await (const one of usage(() => [...running.keys()], signal)) used.set(one.id, one);
}

function tellUsage(
  used: ReadonlyMap<string, ContainerStats>,
  { running }: Pods,
  tell: (pod: string, body: EventBody) => void,
): void {
  const byPod = new Map<string, ContainerUsage[]>();
  for (const [id, { pod, container }] of running) {
    const one = used.get(id);
    if (!one) continue;
    const { memoryBytes } = one;
    const usage = { container, cpuPercent: Math.round(one.cpuPercent * 10) / 10, memoryBytes };
    byPod.set(pod, [...(byPod.get(pod) ?? []), usage]);
  }
  for (const [pod, usage] of byPod) tell(pod, { type: 'UsageSampled', usage });
}

async function tellTraffic(
  pod: string,
  tell: (pod: string, body: EventBody) => void,
  { traffic }: SamplePorts,
  signal: AbortSignal,
): Promise<void> {
  const { rules, flows } = await traffic(pod, signal);
  const isOver = ({ phase }: Traffic['flows'][number]): boolean => phase === 'closed';
  const openFirst = [...flows.filter((flow) => !isOver(flow)), ...flows.filter(isOver)];
  const counters = rules.map(({ name, chain, verdict, purpose, packets, bytes }) => ({
    ...{ name, chain, verdict, purpose, packets, bytes },
  }));
  tell(pod, { type: 'TrafficSampled', counters, flows: openFirst.slice(0, mostFlows) });
}
