import type { OutriderEvent } from './types.ts';

/** One thing that happened to a pod, here and elsewhere; times in milliseconds since the first event of their own side. */
export interface ComparedStep {
  readonly pod: string;
  readonly what: string;
  readonly here?: number;
  readonly there?: number;
  /** What does not agree, in words. */
  readonly differs?: string;
}

/**
 * A kubelet looks at its containers once a second, and the API server tells states: what lies closer together than this, in
 * milliseconds, has no order there.
 */
const looksEveryMs = 1500;
/** What lies closer together here was done side by side. */
const atOnceMs = 50;

/**
 * The starts, verdicts and ends of the same pods on an engine and on a cluster, in the order of the engine. Two steps differ in their order
 * when each side has them apart and the other way round.
 */
export function compareRuns(
  here: readonly OutriderEvent[],
  there: readonly OutriderEvent[],
): readonly ComparedStep[] {
  const [ours, theirs] = [stepsOf(here), stepsOf(there)];
  const names = [...new Set([...ours.keys(), ...theirs.keys()])];
  const steps = names.map((key) => stepOf(ours.get(key), theirs.get(key)));
  const sorted = steps.sort((a, b) => (a.here ?? a.there ?? 0) - (b.here ?? b.there ?? 0));
  return sorted.map((step) => withOrder(withoutShortStates(step, sorted), sorted));
}

interface Step {
  readonly pod: string;
  readonly what: string;
  readonly result: string;
  readonly at: number;
}

function stepsOf(events: readonly OutriderEvent[]): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>();
  const told = events.filter(({ type }) => type !== 'Log');
  const first = Math.min(...told.map(({ time }) => Date.parse(time)));
  for (const event of told) {
    const found = wordsFor(event);
    if (!found) continue;
    const key = `${event.pod} ${found.what}`;
    if (!steps.has(key)) steps.set(key, { pod: event.pod, ...found, at: Date.parse(event.time) - first });
  }
  return steps;
}

function wordsFor(event: OutriderEvent): Pick<Step, 'what' | 'result'> | undefined {
  const named = (what: string, result = '') => ({ what, result });
  switch (event.type) {
    case 'ContainerRunning':
      return named(`${event.container}${instance(event.attempt)} runs`);
    case 'ContainerStarted':
      return named(`${event.container}${instance(event.attempt)} has started`);
    case 'ContainerReady':
      return named(`${event.container}${instance(event.attempt)} is ready`);
    case 'ContainerTerminated':
      return named(`${event.container}${instance(event.attempt)} ends`, `exit code ${event.exitCode}`);
    case 'PodReady':
      return named('pod is ready');
    case 'PodSucceeded':
    case 'PodFailed':
      return named('pod ends', event.type.slice(3));
    default:
      return undefined;
  }
}

function instance(attempt: number): string {
  return attempt === 0 ? '' : ` (restart ${attempt})`;
}

function stepOf(here: Step | undefined, there: Step | undefined): ComparedStep {
  const { pod, what } = (here ?? there)!;
  const differs = !here
    ? 'only there'
    : !there
      ? 'only here'
      : here.result === there.result
        ? undefined
        : `${here.result} here, ${there.result} there`;
  return {
    pod,
    what,
    ...(here && { here: here.at }),
    ...(there && { there: there.at }),
    ...(differs !== undefined && { differs }),
  };
}

/** A state that ended before anybody looked again is seen by one side only, and is no difference. */
function withoutShortStates(step: ComparedStep, all: readonly ComparedStep[]): ComparedStep {
  if (step.differs === undefined || !stateWords.test(step.what)) return step;
  const subject = step.what.replace(stateWords, '');
  const side = step.there === undefined ? 'here' : 'there';
  const isEnd = ({ pod, what }: ComparedStep): boolean =>
    pod === step.pod && what.endsWith(' ends') && (subject === 'pod' || what === `${subject} ends`);
  const isShort = all.some((one) => {
    const lastedMs = (one[side] ?? Number.POSITIVE_INFINITY) - step[side]!;
    return isEnd(one) && lastedMs >= 0 && lastedMs < looksEveryMs;
  });
  if (!isShort) return step;
  const { differs: _, ...rest } = step;
  return rest;
}

const stateWords = / (?:has started|is ready)$/;

/** The step with the first one of its pod that changes places with it, where one does. */
function withOrder(step: ComparedStep, all: readonly ComparedStep[]): ComparedStep {
  if (step.differs !== undefined) return step;
  const other = all.find((one) => one.pod === step.pod && isTurnedRound(one, step));
  return other ? { ...step, differs: `after "${other.what}" here, before it there` } : step;
}

function isTurnedRound(first: ComparedStep, second: ComparedStep): boolean {
  if (first.here === undefined || first.there === undefined) return false;
  if (second.here === undefined || second.there === undefined) return false;
  return second.here - first.here > atOnceMs && first.there - second.there > looksEveryMs;
}
