import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { type Ended, leftOf, projectFolder, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('events');
let events: readonly OutriderEvent[];
let ended: Ended;

beforeAll(async () => {
  const run = startOutrider(['-p', folder.project, 'up', 'examples/lifecycle.yaml', '--output', 'json']);
  ended = await run.ended;
  events = run.events();
}, 60_000);
afterAll(() => folder.remove());

/** Position in the stream of an event of a container. */
function at(type: OutriderEvent['type'], container?: string): number {
  const index = events.findIndex(
    (event) =>
      event.type === type &&
      (container === undefined || ('container' in event && event.container === container)),
  );
  if (index < 0) throw new Error(`no ${type} ${container ?? ''}`);
  return index;
}

const inOrder = (...positions: number[]): void =>
  expect(positions).toEqual([...positions].sort((a, b) => a - b));

describe('the event stream of examples/lifecycle.yaml on a real engine', () => {
  it('numbers every event, without gaps, and says when, where and whose', () => {
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    for (const event of events) {
      expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z$/);
      expect([event.project, event.pod]).toEqual([folder.project, 'lifecycle']);
    }
  });

  it('row 6: plain init containers run one after another, each to its end', () => {
    inOrder(
      at('ContainerRunning', 'i1'),
      at('ContainerTerminated', 'i1'),
      at('ContainerRunning', 'i2'),
      at('ContainerTerminated', 'i2'),
      at('ContainerRunning', 'i3'),
      at('ContainerTerminated', 'i3'),
      at('ContainerRunning', 'r1'),
    );
  });

  it('row 22: the pod succeeds although its sidecars never end by themselves', () => {
    at('PodSucceeded');
    expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
  });

  it('row 23: i1 starts and ends before s1 starts', () => {
    inOrder(at('ContainerRunning', 'i1'), at('ContainerTerminated', 'i1'), at('ContainerRunning', 's1'));
  });

  it('rows 24 and 53: s1 has started before i2 runs, and both run together', () => {
    inOrder(at('ContainerStarted', 's1'), at('ContainerRunning', 'i2'), at('ContainerTerminated', 's1'));
  });

  it('row 25: i2 ends before s2 starts', () => {
    inOrder(at('ContainerTerminated', 'i2'), at('ContainerRunning', 's2'));
  });

  it('row 26: s2 has started before i3 runs', () => {
    inOrder(at('ContainerStarted', 's2'), at('ContainerRunning', 'i3'));
  });

  it('row 28: i3 ends before r1 starts, and the pod is initialized in between', () => {
    inOrder(at('ContainerTerminated', 'i3'), at('PodInitialized'), at('ContainerRunning', 'r1'));
  });

  it('rows 29 and 32: both sidecars live through all of r1, and are not restarted', () => {
    for (const sidecar of ['s1', 's2']) {
      inOrder(at('ContainerRunning', sidecar), at('ContainerRunning', 'r1'));
      inOrder(at('ContainerTerminated', 'r1'), at('ContainerTerminated', sidecar));
      const runs = events.filter((event) => event.type === 'ContainerRunning' && event.container === sidecar);
      expect(runs).toHaveLength(1);
    }
  });

  it('rows 60 and 63: r1 ends first, then s2, then s1, each when the one before is gone', () => {
    inOrder(
      at('ContainerTerminated', 'r1'),
      at('StopSignalSent', 's2'),
      at('ContainerTerminated', 's2'),
      at('StopSignalSent', 's1'),
      at('ContainerTerminated', 's1'),
      at('PodSucceeded'),
      at('PodRemoved'),
    );
    for (const name of ['s1', 's2'])
      expect(events[at('ContainerTerminated', name)]).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  it('leaves nothing behind', async () => {
    expect(await leftOf(folder.project)).toEqual([]);
  });
});
