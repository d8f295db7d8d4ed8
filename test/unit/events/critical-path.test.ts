import { describe, expect, it } from '@jest/globals';
import { criticalPath, criticalText } from '../../../src/events/critical-path.ts';
import type { OutriderEvent } from '../../../src/events/types.ts';

const event = (ms: number, type: string, more: object = {}): OutriderEvent =>
  ({
    time: new Date(1_800_000_000_000 + ms).toISOString(),
    seq: 0,
    project: 'p',
    pod: 'web',
    type,
    ...more,
  }) as OutriderEvent;
const of = (ms: number, type: string, container: string, more: object = {}): OutriderEvent =>
  event(ms, type, { container, attempt: 0, ...more });

const containers = [
  { name: 'setup', role: 'init', image: 'i' },
  { name: 'proxy', role: 'sidecar', image: 'i' },
  { name: 'fast', role: 'app', image: 'i' },
  { name: 'slow', role: 'app', image: 'i' },
];
const start: readonly OutriderEvent[] = [
  event(0, 'PodCreated', { containers }),
  event(600, 'SandboxReady'),
  event(700, 'CaptureApplied'),
  of(750, 'ContainerRunning', 'setup'),
  of(2750, 'ContainerTerminated', 'setup', { exitCode: 0 }),
  of(2800, 'ContainerRunning', 'proxy'),
  of(3800, 'ContainerStarted', 'proxy'),
  of(3800, 'ContainerReady', 'proxy'),
  of(3850, 'ContainerRunning', 'slow'),
  of(3850, 'ContainerStarted', 'slow'),
  of(3900, 'ContainerRunning', 'fast'),
  of(3900, 'ContainerStarted', 'fast'),
  of(3950, 'ContainerReady', 'fast'),
];
const end = [of(5850, 'ContainerReady', 'slow'), event(5850, 'PodReady')];

describe('the critical path of a start', () => {
  it('is what nothing else could shorten, without gaps; what went on side by side is not in it', () => {
    const path = criticalPath([...start, ...end])!;
    expect(criticalText(path)).toEqual([
      'web was ready after 5.85 s; it waited for',
      '   0.00 s    0.60 s  its network namespace',
      '   0.60 s    0.10 s  capture',
      '   0.70 s    0.05 s  init container setup, until it runs',
      '   0.75 s    2.00 s  init container setup, until it ends',
      '   2.75 s    0.05 s  sidecar proxy, until it runs',
      '   2.80 s    1.00 s  sidecar proxy, until it has started',
      '   3.80 s    0.05 s  slow, until it runs',
      '   3.85 s    2.00 s  slow, until it is ready',
    ]);
    expect(path.legs.at(-1)!.to).toBe(path.readyAfter);
  });

  it('goes as far as it has come while the pod is not ready, and counts what was started again', () => {
    const path = criticalPath([...start.slice(0, 4), of(900, 'ContainerRunning', 'setup', { attempt: 1 })])!;
    expect(criticalText(path).at(0)).toBe('web is not ready yet; until now it waited for');
    expect(path.legs.at(-1)!.what).toBe('init container setup, until it runs, which was started 2 times');
  });

  it('is that of the last start, up to its first Ready', () => {
    const late = [
      event(9000, 'PodCreated', { containers: [] }),
      event(9100, 'SandboxReady'),
      event(9100, 'PodReady'),
      event(9900, 'CaptureApplied'),
    ];
    expect(criticalPath([...start, ...end, ...late])).toMatchObject({
      readyAfter: 100,
      legs: [{ what: 'its network namespace' }],
    });
    expect(criticalPath([])).toBeUndefined();
  });

  it('is not made up for a pod that was taken over while it ran: its readiness is told when that happens', () => {
    const adopted = start.map((one) =>
      one.type === 'ContainerRunning' ? { ...one, adopted: true as const } : one,
    );
    expect(criticalText(criticalPath([...adopted, ...end])!)).toEqual([
      'web was taken over while it ran: what its start waited for is not known here',
    ]);
  });
});
