import { exitCodeInWords } from './exit-code.ts';
import { onOneLine } from './explain/phrases.ts';
import { podWaitsInWords } from './explain/pod-waits.ts';
import type { EventOf, EventType, OutriderEvent } from './types.ts';

/** An event in words, without its time and subject; undefined for what only programs care for, and for a type of a later version. */
export function sentenceOf(event: OutriderEvent): string | undefined {
  if (!Object.hasOwn(sentences, event.type)) return undefined;
  const sentence = sentences[event.type] as (event: OutriderEvent) => string | undefined;
  return sentence(event);
}

/** Whom an event is about: `pod/container`, `pod` or `service/NAME`. */
export function subjectOf(event: OutriderEvent): string {
  if ('service' in event) return `service/${event.service.replace(/^default\//, '')}`;
  const container = 'container' in event ? event.container : undefined;
  return container === undefined ? event.pod : `${event.pod}/${container}`;
}

const sentences: { readonly [T in EventType]: (event: EventOf<T>) => string | undefined } = {
  PodCreated: (event) => `created (spec ${event.spec})`,
  ImagePulling: (event) =>
    `pulling image ${event.image}${event.message === undefined ? '' : `: ${event.message}`}`,
  ImagePulled: (event) => `pulled image ${event.image}`,
  ImagePullFailed: (event) => `could not pull ${event.image}: ${event.message}`,
  SandboxReady: (event) => `network namespace ready, ${event.ip} on ${event.network}`,
  SandboxLost: (event) => `network namespace lost: ${event.message}`,
  SandboxDisconnected: (event) => `network lost: ${event.message}`,
  CaptureApplied: (event) => `capture on: ${event.rules} rules, ${event.mode}, ${event.backend}`,
  CaptureRemoved: () => 'capture off',
  CaptureFailed: (event) =>
    `capture failed: ${event.message}${event.retryAt === undefined ? '' : `; next try at ${event.retryAt.slice(11, 19)}`}`,
  ContainerCreated: () => undefined,
  ContainerRunning: (event) => {
    if (event.adopted) return 'runs already';
    return event.attempt === 0 ? 'running' : `running again (restart ${event.attempt})`;
  },
  ContainerStarted: () => 'started',
  ContainerReady: () => 'ready',
  ContainerNotReady: (event) => `not ready: ${event.message}`,
  ContainerWaiting: (event) => waiting(event.reason, event.message, event.retryAt),
  ProbeFailed: (event) => `${event.probe} probe failed: ${event.message}`,
  ProbeSucceeded: (event) => `${event.probe} probe succeeded${event.message ? `: ${event.message}` : ''}`,
  HookStarted: (event) => `${event.hook} hook begins`,
  HookFinished: (event) =>
    event.ok ? `${event.hook} hook done` : `${event.hook} hook failed: ${event.message}`,
  StopSignalSent: (event) => `sent ${event.signal}, ${event.graceSeconds} s to end`,
  SignalSent: (event) => `sent ${event.signal} on request`,
  ContainerKilled: (event) => (event.message === undefined ? 'killed' : `killed: ${event.message}`),
  ContainerTerminated: (event) => terminated(event.exitCode, event.reason, event.signal, event.message),
  PodWaiting: ({ pods }) => `waits for ${podWaitsInWords(pods)}`,
  PodReleased: () => 'waits for no other pod any more',
  PodUpdated: (event) => `updated (spec ${event.spec})`,
  LastLines: () => undefined,
  UpstreamFailed: () => undefined,
  MemoryUsed: (event) => (event.isHigh ? 'memory is near its limit' : 'memory is well below its limit again'),
  PortsListened: () => undefined,
  ClockCompared: () => undefined,
  ServiceChanged: ({ message, endpoints }) => {
    const ready = endpoints.filter((one) => one.ready).length;
    return message === undefined ? undefined : `${message}; ${ready} of ${endpoints.length} ready`;
  },
  ServiceRemoved: () => 'is not in the files any more',
  PodInitialized: () => 'initialized',
  PodReady: () => 'ready',
  PodNotReady: (event) => event.message,
  PodTerminating: (event) => `terminating within ${event.graceSeconds} s: ${event.reason}`,
  PodSucceeded: (event) => `succeeded: ${event.message}`,
  PodFailed: (event) => `failed: ${event.message}`,
  PodRemoved: () => 'removed',
  TrafficSampled: () => undefined,
  UsageSampled: () => undefined,
  FaultInjected: (event) =>
    `fault ${event.words} ${event.forMs === 0 ? 'injected' : `on for ${inSeconds(event.forMs)}`}`,
  FaultCleared: (event) => `fault ${event.words} off: ${event.message}`,
  StepWaiting: (event) => `next: ${event.message}`,
  StepTaken: () => undefined,
  FilesChanged: (event) => `watch: ${event.message}`,
  Warning: (event) => `warning: ${event.source === undefined ? '' : `${event.source}: `}${event.message}`,
  Log: () => undefined,
};

function inSeconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

function waiting(reason: string, message?: string, retryAt?: string): string | undefined {
  if (reason === 'PodInitializing' || reason === 'ContainerCreating') return undefined;
  const why = message === undefined ? '' : `: ${message}`;
  return `waiting, ${reason}${why}${retryAt === undefined ? '' : `; next try at ${retryAt.slice(11, 19)}`}`;
}

function terminated(exitCode: number, reason: string, signal?: string, message?: string): string {
  return `exited ${exitCodeInWords(exitCode, signal)}, ${reason}${message?.trim() ? `: ${onOneLine(message)}` : ''}`;
}
