import { sentenceOf, subjectOf } from '../../events/sentence.ts';
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
  /** Names the probe whose results are folded while they say the same. */
  readonly repeats?: string;
  /** How often it was so since then, and when last. */
  readonly times?: number;
  readonly last?: string;
}

/** The newest events, without log lines. */
export interface EventList {
  /** A result of a probe that says what the one before said is counted there. */
  readonly push: (line: EventLine) => void;
  readonly first: () => number;
  readonly end: () => number;
  readonly get: (seq: number) => EventLine | undefined;
}

export function createEventList(): EventList {
  const ring: Ring<EventLine> = createRing({ maxLines: 5000, maxBytes: 4 * 1024 * 1024 });
  /** By its number, what is to be read in the place of a line. */
  const folded = new Map<number, EventLine>();
  const newest = new Map<string, number>();
  const get = (seq: number): EventLine | undefined => folded.get(seq) ?? ring.get(seq);

  function push(line: EventLine): void {
    const seq = line.repeats === undefined ? undefined : newest.get(line.repeats);
    const before = seq === undefined ? undefined : get(seq);
    if (before?.text === line.text && ring.get(seq!))
      return void folded.set(seq!, { ...before, times: (before.times ?? 1) + 1, last: line.time });
    const number = ring.push(line);
    if (line.repeats !== undefined) newest.set(line.repeats, number);
    for (const known of folded.keys()) {
      if (known >= ring.first()) break;
      folded.delete(known);
    }
  }
  return { push, get, first: ring.first, end: ring.end };
}

/** Undefined for what only programs care for. */
export function toEventLine(event: OutriderEvent): EventLine | undefined {
  const text = sentenceOf(event);
  if (text === undefined) return undefined;
  const subject = subjectOf(event);
  const repeats = 'probe' in event ? { repeats: `${subject} ${event.probe}` } : {};
  return {
    time: event.time,
    subject,
    ...repeats,
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
