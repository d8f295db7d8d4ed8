import type { OutriderEvent } from '../../events/types.ts';
import type { Asked } from '../read/checks-schema.ts';
import { type Evidence, lifeOf, linesOf } from './evidence.ts';
import { matcherOf } from './matcher.ts';
import { green, red, type Verdict, waiting } from './verdict.ts';

/** Whether the requests that a container logs were answered: the first ones, the newest ones, or those after SIGTERM. */
export function judgeRequests(asked: Asked<'requests'>, evidence: Evidence): Verdict {
  const { container, during, count = 10, atMost = 0 } = asked;
  const life = lifeOf(evidence.events, asked.pod);
  const all = outcomesIn(life, asked);
  const counted = during === 'start' ? all.slice(0, count) : during === 'now' ? all.slice(-count) : all;
  const lost = counted.filter((outcome) => outcome === 'lost').length;
  const sentence = `${container} has lost ${lost} of ${counted.length} requests ${whenOf[during]}`;
  if (during === 'now') {
    if (counted.length < count)
      return waiting(`${container} has logged ${counted.length} of ${count} requests`);
    // The next ones may be answered.
    return lost > atMost ? waiting(sentence) : green(sentence);
  }
  if (lost > atMost) return red(sentence);
  if (during === 'start')
    return counted.length < count
      ? waiting(`${container} has logged ${counted.length} of ${count} requests`)
      : green(sentence);
  if (!life.some(isEndOf(container))) return waiting(`${container} has not ended yet`);
  return counted.length === 0 ? red(`${container} made no request after the stop signal`) : green(sentence);
}

const whenOf = { start: 'at its start', now: 'lately', end: 'between the stop signal and its end' } as const;

function outcomesIn(
  life: readonly OutriderEvent[],
  { container, during, answered, lost }: Asked<'requests'>,
): readonly ('answered' | 'lost')[] {
  const isLost = matcherOf(lost);
  const isAnswered = matcherOf(answered);
  const told = life.findIndex((event) => event.type === 'StopSignalSent' && event.container === container);
  const from = during === 'end' ? (told === -1 ? life.length : told) : 0;
  return life.slice(from).flatMap((event) => {
    if (event.type !== 'Log' || event.container !== container) return [];
    if (isLost(event.line)) return ['lost' as const];
    return isAnswered(event.line) ? ['answered' as const] : [];
  });
}

function isEndOf(container: string): (event: OutriderEvent) => boolean {
  return (event) => event.type === 'ContainerTerminated' && event.container === container;
}

/** Whether a part of the newest lines is as large as wanted. */
export function judgeShare(asked: Asked<'share'>, { events }: Evidence): Verdict {
  const { container, last, atLeast = 0, atMost = 100 } = asked;
  const counts = matcherOf(asked.of);
  const matches = matcherOf(asked.matches);
  const lines = linesOf(events, asked)
    .map(({ line }) => line)
    .filter(counts)
    .slice(-last);
  if (lines.length < last) return waiting(`${container} has logged ${lines.length} of ${last} such lines`);
  const percent = (lines.filter(matches).length / lines.length) * 100;
  const sentence = `${Math.round(percent)} % of the last ${last} lines of ${container}`;
  const wanted = `${atLeast} to ${atMost} % are wanted`;
  // The next lines may be others.
  return percent >= atLeast && percent <= atMost ? green(sentence) : waiting(`${sentence}; ${wanted}`);
}
