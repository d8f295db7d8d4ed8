import type { OutriderEvent } from '../../../src/events/types.ts';
import type { Story } from './story.ts';

/** What must be the same on every engine, whatever its speed. */
export interface Outline {
  /** In which order containers ran for the first time. */
  readonly firstRuns: readonly string[];
  /** What became of each container, step by step. */
  readonly lives: Readonly<Record<string, readonly string[]>>;
  /** In which order the stop signals of the pod's termination were sent. */
  readonly stops: readonly string[];
  readonly phase: string | undefined;
}

export function outlineOf(story: Story): Outline {
  const running = story.of('ContainerRunning').map(({ container }) => container);
  const terminating = story.of('PodTerminating')[0]?.seq ?? Number.POSITIVE_INFINITY;
  const lives: Record<string, string[]> = {};
  for (const event of story.events) {
    const word = wordOf(event);
    if (!word || !('container' in event) || event.container === undefined) continue;
    const life = lives[event.container] ?? [];
    lives[event.container] = [...life, word];
  }
  return {
    firstRuns: [...new Set(running)],
    lives,
    stops: story.of('StopSignalSent').flatMap(({ seq, container }) => (seq > terminating ? [container] : [])),
    phase: story.phase(),
  };
}

function wordOf(event: OutriderEvent): string | undefined {
  switch (event.type) {
    case 'ContainerRunning':
      return 'runs';
    case 'StopSignalSent':
      return event.signal;
    case 'ContainerKilled':
      return 'SIGKILL';
    case 'ContainerTerminated':
      return `${event.exitCode}/${event.reason}`;
    default:
      return undefined;
  }
}

/** Where two outlines contradict each other; one may have gone further than the other when its scenario was over. */
export function disagreements(one: Outline, other: Outline): readonly string[] {
  const against: string[] = [];
  const compare = (words: string, a: readonly string[], b: readonly string[]): void => {
    const length = Math.min(a.length, b.length);
    const [left, right] = [a.slice(0, length).join(' '), b.slice(0, length).join(' ')];
    if (left !== right) against.push(`${words}: ${left} / ${right}`);
  };
  compare('first runs', one.firstRuns, other.firstRuns);
  compare('stop signals', one.stops, other.stops);
  for (const [name, life] of Object.entries(one.lives)) compare(name, life, other.lives[name] ?? []);
  if (one.phase !== other.phase) against.push(`phase: ${one.phase} / ${other.phase}`);
  return against;
}
