import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';

type Summary = Extract<EventBody, { type: 'PodCreated' }>['containers'][number];

/** Events written by hand: `story('shop').at(100).tell('web', {...})`. Time stands still unless it is moved. */
export interface Story {
  /** Milliseconds since the beginning from here on. */
  at(ms: number): Story;
  tell(pod: string, ...bodies: readonly EventBody[]): Story;
  readonly events: readonly OutriderEvent[];
}

export const origin = Date.parse('2026-01-02T10:00:00.000Z');

export function story(project: string): Story {
  const events: OutriderEvent[] = [];
  let ms = 0;
  const self: Story = {
    at(to) {
      ms = to;
      return self;
    },
    tell(pod, ...bodies) {
      for (const body of bodies)
        events.push({
          time: new Date(origin + ms).toISOString(),
          seq: events.length + 1,
          project,
          pod,
          ...body,
        } as OutriderEvent);
      return self;
    },
    events,
  };
  return self;
}

export const created = (...containers: readonly Summary[]): EventBody => ({
  type: 'PodCreated',
  spec: 'cafe',
  containers,
});

export const one = (name: string, role: Summary['role'] = 'app'): Summary => ({
  name,
  role,
  image: `example/${name}:1`,
});

export const runs = (container: string, attempt = 0): EventBody => ({
  type: 'ContainerRunning',
  container,
  attempt,
  id: `${container}-${attempt}`,
  pid: 4000 + attempt,
});

export const starts = (container: string, attempt = 0): readonly EventBody[] => [
  runs(container, attempt),
  { type: 'ContainerStarted', container, attempt },
  { type: 'ContainerReady', container, attempt },
];

export const ends = (container: string, exitCode: number, attempt = 0): EventBody => ({
  type: 'ContainerTerminated',
  container,
  attempt,
  exitCode,
  reason: exitCode === 0 ? 'Completed' : 'Error',
  ...(exitCode > 128 ? { signal: 'SIGKILL' } : {}),
});
