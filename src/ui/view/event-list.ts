import { sentenceOf } from '../../events/sentence.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { createRing, type Ring } from '../../logs/keep/ring.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import type { Tone } from './theme.ts';

/** An event as the list of events shows it. */
export interface EventLine {
  readonly time: string;
  /** Whom it is about: `pod/container` or `pod`. */
  readonly subject: string;
  readonly text: string;
  readonly tone: Tone;
}

/** The newest events, without log lines. */
export function createEventList(): Ring<EventLine> {
  return createRing({ maxLines: 5000, maxBytes: 4 * 1024 * 1024 });
}

/** Undefined for what only programs care for. */
export function toEventLine(event: OutriderEvent): EventLine | undefined {
  const text = sentenceOf(event);
  if (text === undefined) return undefined;
  const container = 'container' in event ? event.container : undefined;
  return {
    time: event.time,
    subject: container === undefined ? event.pod : `${event.pod}/${container}`,
    text: sanitize(text, { colors: false }).replaceAll('\n', ' '),
    tone: toneOf(event),
  };
}

function toneOf(event: OutriderEvent): Tone {
  switch (event.type) {
    case 'ContainerTerminated':
      return event.exitCode === 0 ? 'plain' : 'bad';
    case 'ContainerKilled':
    case 'PodFailed':
    case 'CaptureFailed':
    case 'ImagePullFailed':
    case 'SandboxLost':
    case 'SandboxDisconnected':
      return 'bad';
    case 'ContainerReady':
    case 'PodReady':
    case 'PodSucceeded':
    case 'CaptureApplied':
      return 'good';
    case 'Warning':
    case 'ProbeFailed':
    case 'ContainerWaiting':
    case 'ContainerNotReady':
    case 'StopSignalSent':
    case 'PodTerminating':
    case 'PodNotReady':
      return 'busy';
    case 'HookFinished':
      return event.ok ? 'plain' : 'bad';
    default:
      return 'plain';
  }
}
