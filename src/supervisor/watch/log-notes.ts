import type { EventBody, EventOf } from '../../events/types.ts';
import { readAccess } from '../../logs/line/access.ts';
import type { Clock } from '../ports.ts';

/** So many lines, of so many characters, are kept of each container. */
const kept = { lines: 12, characters: 400 };

/** Failures of an upstream are told at most so often. */
const tellEveryMs = 5_000;

/** What is read out of the log lines of a pod. */
export interface LogNotes {
  /** Hears every event of the pod. */
  hear(event: EventBody): void;
  /** Every line of an instance has been heard. */
  logEnded(container: string, attempt: number): void;
}

/** Tells the last lines of each instance that ends badly, and when a proxy answers for an upstream that failed. */
export function createLogNotes(clock: Pick<Clock, 'monotonic'>, tell: (event: EventBody) => void): LogNotes {
  const lastLines = createLastLines(tell);
  const upstreams = createUpstreams(clock, tell);
  return {
    hear(event) {
      if (event.type === 'Log') {
        lastLines.line(event);
        upstreams.line(event);
      }
      if (event.type === 'ContainerTerminated') {
        upstreams.ended(event.container);
        lastLines.terminated(event);
      }
    },
    logEnded: lastLines.logEnded,
  };
}

type Line = Extract<EventBody, { readonly type: 'Log' }>;
type Terminated = Pick<
  EventOf<'ContainerTerminated'>,
  'container' | 'attempt' | 'exitCode' | 'cause' | 'restart'
>;

interface Tail {
  readonly lines: string[];
  logEnded: boolean;
  endedBadly: boolean;
}

/** The end of a container and the end of its log come in any order. */
function createLastLines(tell: (event: EventBody) => void) {
  const tails = new Map<string, Tail>();
  const keyOf = (container: string, attempt: number): string => `${attempt} ${container}`;
  const tailOf = (container: string, attempt: number): Tail => {
    const key = keyOf(container, attempt);
    const tail = tails.get(key) ?? { lines: [], logEnded: false, endedBadly: false };
    tails.set(key, tail);
    tails.delete(keyOf(container, attempt - 2));
    return tail;
  };
  const tellWhole = (container: string, attempt: number, { lines, logEnded, endedBadly }: Tail): void => {
    if (!logEnded || !endedBadly) return;
    tails.delete(keyOf(container, attempt));
    if (lines.length > 0) tell({ type: 'LastLines', container, attempt, lines });
  };
  return {
    line({ container, attempt, line }: Line): void {
      if (line.trim() === '') return;
      const { lines } = tailOf(container, attempt);
      if (lines.length === kept.lines) lines.shift();
      lines.push(line.slice(0, kept.characters));
    },
    terminated({ container, attempt, exitCode, restart }: Terminated): void {
      if (exitCode === 0 && !restart?.follows) return void tails.delete(keyOf(container, attempt));
      const tail = tailOf(container, attempt);
      tail.endedBadly = true;
      tellWhole(container, attempt, tail);
    },
    logEnded(container: string, attempt: number): void {
      const tail = tailOf(container, attempt);
      tail.logEnded = true;
      tellWhole(container, attempt, tail);
    },
  };
}

/** A quick look before the patterns of access lines are tried. */
const mayBe5xx = /[" ]50[0234][ "]/;

/** Failures that lie farther apart are no one trouble. */
const sameTroubleMs = 60_000;

interface Failures {
  count: number;
  readonly toldAt: number;
}

function createUpstreams(clock: Pick<Clock, 'monotonic'>, tell: (event: EventBody) => void) {
  const failures = new Map<string, Failures>();
  return {
    line({ container, attempt, line }: Line): void {
      if (!mayBe5xx.test(line) || !isUpstreamFailure(line)) return;
      const now = clock.monotonic();
      const before = failures.get(container);
      const sinceTold = before ? now - before.toldAt : Number.POSITIVE_INFINITY;
      const count = before && sinceTold < sameTroubleMs ? before.count + 1 : 1;
      if (before && sinceTold < tellEveryMs) {
        before.count = count;
        return;
      }
      failures.set(container, { count, toldAt: now });
      tell({ type: 'UpstreamFailed', container, attempt, count, line: line.slice(0, kept.characters) });
    },
    ended: (container: string): void => void failures.delete(container),
  };
}

/**
 * Whether a proxy says of a request that it could not reach the upstream, or got no answer from it. A 5xx that the upstream
 * itself gave is the upstream's: HAProxy's termination state begins with a letter other than `-` otherwise (manual, 8.5),
 * Envoy has response flags, and nginx answers 502, 503 or 504.
 */
export function isUpstreamFailure(line: string): boolean {
  const access = readAccess(line);
  if (!access || (access.status ?? 0) < 500) return false;
  switch (access.format) {
    case 'haproxy-http':
      return /^[SsLPp]/.test(access.flags ?? '');
    case 'envoy':
      return access.flags !== undefined && /\bU[A-Z]+\b|\bNR\b|\bNC\b/.test(access.flags);
    case 'combined':
      return access.status !== 500;
    default:
      return false;
  }
}
