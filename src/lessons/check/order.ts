import type { OutriderEvent } from '../../events/types.ts';
import type { Asked, Moment } from '../read/checks-schema.ts';
import { type Evidence, lifeOf } from './evidence.ts';
import { green, red, type Verdict, waiting } from './verdict.ts';

const typeOf = {
  running: 'ContainerRunning',
  started: 'ContainerStarted',
  ready: 'ContainerReady',
  'told-to-stop': 'StopSignalSent',
  terminated: 'ContainerTerminated',
} as const;

const words = {
  running: 'ran',
  started: 'had started',
  ready: 'was ready',
  'told-to-stop': 'was told to stop',
  terminated: 'had ended',
} as const;

/** Whether one moment of a pod's life came before the newest time of another. */
export function judgeOrder({ pod, first, later }: Asked<'order'>, { events }: Evidence): Verdict {
  const life = lifeOf(events, pod);
  const end = life.findLastIndex(is(later));
  if (end === -1) return waiting(`nothing tells yet that ${say(later)}`);
  const begin = life.slice(0, end).findLastIndex(is(first));
  if (begin === -1) return red(`${say(later)} before ${say(first)}`);
  if (isUndone(life.slice(begin + 1, end), first))
    return red(`${first.container} had ended again when ${say(later)}`);
  const ms = Date.parse(life[end]!.time) - Date.parse(life[begin]!.time);
  return green(`${say(first)} ${inSeconds(ms)} before ${say(later)}`);
}

function is({ container, is: what }: Moment): (event: OutriderEvent) => boolean {
  return (event) =>
    event.type === typeOf[what] && (event as { readonly container?: string }).container === container;
}

/** What runs no more does not count as started. */
function isUndone(between: readonly OutriderEvent[], { container, is: what }: Moment): boolean {
  if (what === 'terminated' || what === 'told-to-stop') return false;
  return between.some(is({ container, is: 'terminated' }));
}

function say({ container, is: what }: Moment): string {
  return `${container} ${words[what]}`;
}

function inSeconds(ms: number): string {
  return ms < 100 ? 'just' : `${(ms / 1000).toFixed(1)} s`;
}
