import { ownIdFinder } from '../../logs/trace/own-id.ts';
import type { Asked } from '../read/checks-schema.ts';
import { type Evidence, lifeOf, linesOf } from './evidence.ts';
import { matcherOf } from './matcher.ts';
import { green, red, type Verdict, waiting } from './verdict.ts';

/** Whether a container has logged a line. */
export function judgeLog(asked: Asked<'log'>, { events }: Evidence): Verdict {
  const { pattern, never } = asked;
  const lines = linesOf(events, asked).map(({ line }) => line);
  const unwanted = never === undefined ? undefined : lines.findLast(matcherOf(never));
  if (unwanted !== undefined) return red(`${asked.container} has logged: ${inShort(unwanted)}`);
  const found = lines.findLast(matcherOf(pattern));
  if (found !== undefined) return green(`${asked.container} has logged: ${inShort(found)}`);
  return waiting(`none of ${lines.length} lines of ${asked.container} matches ${pattern}`);
}

/** Whether a value in the log became another one while the container ran on. */
export function judgeChanged(asked: Asked<'changed'>, { events }: Evidence): Verdict {
  const { pod, container, pattern, times = 1 } = asked;
  const valueIn = ownIdFinder(pattern);
  const said = linesOf(events, asked).flatMap(({ line, attempt }) => {
    const value = valueIn(line);
    return value === undefined ? [] : [{ value, attempt }];
  });
  const newest = said.at(-1);
  if (!newest) return waiting(`no line of ${container} tells the value yet`);
  const values = said.filter(({ attempt }) => attempt === newest.attempt).map(({ value }) => value);
  const changes = values.filter((value, index) => index > 0 && value !== values[index - 1]).length;
  if (changes >= times) return green(`it has changed ${inTimes(changes)}, and ${container} ran on`);
  const restarts = lifeOf(events, pod).filter(
    (event) => event.type === 'ContainerTerminated' && event.container === container,
  ).length;
  if (restarts > 0 && new Set(said.map(({ value }) => value)).size > 1)
    return red(`it has changed, but ${container} was restarted for it`);
  return waiting(`it has changed ${inTimes(changes)} while ${container} ran`);
}

function inTimes(count: number): string {
  return count === 0 ? 'not once' : count === 1 ? 'once' : `${count} times`;
}

/** A line as far as a reason has room for it. */
function inShort(line: string): string {
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
