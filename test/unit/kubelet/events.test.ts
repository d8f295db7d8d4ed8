import { expect, it } from '@jest/globals';
import { eventsOf } from '../../kubelet/support/events.ts';
import { differences, kubeletOutline } from '../../kubelet/support/outline.ts';
import type { ContainerStatus, Line, PodObject, Seen } from '../../kubelet/support/status.ts';
import { storyOf } from '../../support/scenario/story.ts';

const begin = Date.parse('2026-01-01T00:00:00Z');
const time = (seconds: number): string => new Date(begin + seconds * 1000).toISOString();

function seen(seconds: number, phase: string, ...statuses: readonly ContainerStatus[]): Seen {
  const pod: PodObject = {
    metadata: { uid: 'u' },
    spec: { containers: statuses.map(({ name }) => ({ name, image: 'demo:1' })) },
    status: { phase, containerStatuses: statuses },
  };
  return { at: begin + seconds * 1000, pod, deleted: false };
}

const line = (seconds: number, attempt: number, text: string): Line => ({
  container: 'app',
  attempt,
  time: time(seconds),
  text,
});

/** An app that exits 1, starts again, and exits 0. */
const states: readonly Seen[] = [
  seen(0, 'Pending', { name: 'app', restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }),
  seen(1, 'Running', { name: 'app', restartCount: 0, state: { running: { startedAt: time(1) } } }),
  seen(4, 'Running', {
    name: 'app',
    restartCount: 1,
    state: { running: { startedAt: time(4) } },
    lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: time(2) } },
  }),
  seen(6, 'Succeeded', {
    name: 'app',
    restartCount: 1,
    state: { terminated: { exitCode: 0, reason: 'Completed', finishedAt: time(5) } },
  }),
];
const lines = [
  line(1.2, 0, 'Starting'),
  line(2.3, 0, 'Exiting'),
  line(4.1, 1, 'Starting'),
  line(5.4, 1, 'Exiting'),
];

it('states and lines of a kubelet become the events that Outrider would write', () => {
  const types = eventsOf(states, lines)
    .filter(({ type }) => type !== 'Log' && !type.endsWith('Ready'))
    .map((event) => `${event.type}${'exitCode' in event ? ` ${event.exitCode}/${event.reason}` : ''}`);
  expect(types).toEqual([
    'ContainerWaiting',
    'ContainerCreated',
    'ContainerRunning',
    'ContainerTerminated 1/Error',
    'ContainerCreated',
    'ContainerRunning',
    'ContainerTerminated 0/Completed',
    'PodSucceeded',
  ]);
});

it('an end is never before the last word of the container', () => {
  const ends = eventsOf(states, lines).filter(({ type }) => type === 'ContainerTerminated');
  expect(ends.map((event) => event.time)).toEqual([time(2.3), time(5.4)]);
});

it('another exit code, another order and another phase are differences', () => {
  const one = kubeletOutline(storyOf(eventsOf(states, lines), 1000));
  expect(differences(one, one)).toEqual([]);
  expect(differences(one, { ...one, ends: { app: ['1/Error', '3/Error'] } })).toEqual([
    'ends of app: kubelet 1/Error 0/Completed, Outrider 1/Error 3/Error',
  ]);
  expect(differences(one, { ...one, phase: 'Failed' })).toEqual([
    'phase: kubelet Succeeded, Outrider Failed',
  ]);
  const two = { ...one, firstRuns: ['a', 'b'], ends: { a: [], b: [] } };
  expect(differences(two, { ...two, firstRuns: ['b', 'a'] })).toEqual([
    'first runs: kubelet a b, Outrider b a',
  ]);
});
