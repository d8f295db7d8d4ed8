import { exitCodeInWords } from './exit-code.ts';
import type { OutriderEvent } from './types.ts';

/** An event in words, without its time and subject; undefined for what only programs care for. */
export function sentenceOf(event: OutriderEvent): string | undefined {
  switch (event.type) {
    case 'PodCreated':
      return `created (spec ${event.spec})`;
    case 'ImagePulling':
      return `pulling image ${event.image}`;
    case 'ImagePulled':
      return `pulled image ${event.image}`;
    case 'ImagePullFailed':
      return `could not pull ${event.image}: ${event.message}`;
    case 'SandboxReady':
      return `network namespace ready, ${event.ip} on ${event.network}`;
    case 'SandboxLost':
      return `network namespace lost: ${event.message}`;
    case 'SandboxDisconnected':
      return `network lost: ${event.message}`;
    case 'CaptureApplied':
      return `capture on: ${event.rules} rules, ${event.mode}, ${event.backend}`;
    case 'CaptureRemoved':
      return 'capture off';
    case 'CaptureFailed':
      return `capture failed: ${event.message}${event.retryAt === undefined ? '' : `; next try at ${event.retryAt.slice(11, 19)}`}`;
    case 'ContainerCreated':
      return undefined;
    case 'ContainerRunning':
      if (event.adopted) return 'runs already';
      return event.attempt === 0 ? 'running' : `running again (restart ${event.attempt})`;
    case 'ContainerStarted':
      return 'started';
    case 'ContainerReady':
      return 'ready';
    case 'ContainerNotReady':
      return `not ready: ${event.message}`;
    case 'ContainerWaiting':
      return waiting(event.reason, event.message, event.retryAt);
    case 'ProbeFailed':
      return `${event.probe} probe failed: ${event.message}`;
    case 'ProbeSucceeded':
      return `${event.probe} probe succeeded${event.message ? `: ${event.message}` : ''}`;
    case 'HookStarted':
      return `${event.hook} hook begins`;
    case 'HookFinished':
      return event.ok ? `${event.hook} hook done` : `${event.hook} hook failed: ${event.message}`;
    case 'StopSignalSent':
      return `sent ${event.signal}, ${event.graceSeconds} s to end`;
    case 'ContainerKilled':
      return event.message === undefined ? 'killed' : `killed: ${event.message}`;
    case 'ContainerTerminated':
      return terminated(event.exitCode, event.reason, event.signal, event.message);
    case 'PodInitialized':
      return 'initialized';
    case 'PodReady':
      return 'ready';
    case 'PodNotReady':
      return event.message;
    case 'PodTerminating':
      return `terminating within ${event.graceSeconds} s: ${event.reason}`;
    case 'PodSucceeded':
      return `succeeded: ${event.message}`;
    case 'PodFailed':
      return `failed: ${event.message}`;
    case 'PodRemoved':
      return 'removed';
    case 'Warning':
      return `warning: ${event.source === undefined ? '' : `${event.source}: `}${event.message}`;
    case 'Log':
      return undefined;
  }
}

function waiting(reason: string, message?: string, retryAt?: string): string | undefined {
  if (reason === 'PodInitializing' || reason === 'ContainerCreating') return undefined;
  const why = message === undefined ? '' : `: ${message}`;
  return `waiting, ${reason}${why}${retryAt === undefined ? '' : `; next try at ${retryAt.slice(11, 19)}`}`;
}

function terminated(exitCode: number, reason: string, signal?: string, message?: string): string {
  return `exited ${exitCodeInWords(exitCode, signal)}, ${reason}${message === undefined ? '' : `: ${message}`}`;
}
