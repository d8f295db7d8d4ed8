import { afterEach, expect, it } from '@jest/globals';
import { type Sample, sampleUsage, usageOf } from '../../../src/docker/stats.ts';
import { type FakeDaemon, fakeDaemon, json } from './fake-daemon.ts';

let daemon: FakeDaemon | undefined;

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

function sample(ms: number, cpuNanos: number, memory: Sample['memory_stats'] = {}): Sample {
  return {
    read: new Date(1_767_323_045_000 + ms).toISOString(),
    cpu_stats: { cpu_usage: { total_usage: cpuNanos } },
    memory_stats: memory,
  };
}

it('the processor’s share is of one core, over the time between two samples', () => {
  expect(usageOf('a', sample(0, 1e9), sample(2_000, 2e9)).cpuPercent).toBeCloseTo(50);
  expect(usageOf('a', sample(0, 0), sample(1_000, 2e9)).cpuPercent).toBeCloseTo(200);
  expect(usageOf('a', undefined, sample(1_000, 2e9)).cpuPercent).toBe(0);
});

it('a container that was replaced in between has used nothing, not less than nothing', () => {
  expect(usageOf('a', sample(0, 5e9), sample(1_000, 1e9)).cpuPercent).toBe(0);
});

it.each([
  ['cgroup v1', { total_inactive_file: 300, inactive_file: 1 }],
  ['cgroup v2', { inactive_file: 300 }],
])('memory is counted without what the kernel can drop (%s)', (_version, stats) => {
  expect(usageOf('a', undefined, sample(0, 0, { usage: 1000, limit: 5000, stats }))).toMatchObject({
    memoryBytes: 700,
    memoryLimit: 5000,
  });
});

it('samples again and again, leaves out what is gone or does not run, and ends with the signal', async () => {
  let cpu = 0;
  daemon = await fakeDaemon([
    ['GET', /\/containers\/a\/stats/, (...all) => json(200, sample(cpu * 1000, cpu++ * 1e9))(...all)],
    ['GET', /\/containers\/stopped\/stats/, json(200, { ...sample(0, 0), read: '0001-01-01T00:00:00Z' })],
    ['GET', /\/containers\/gone\/stats/, json(404, { message: 'No such container: gone' })],
  ]);
  const controller = new AbortController();
  const found: unknown[] = [];
  for await (const usage of sampleUsage(
    daemon.docker,
    () => ['gone', 'stopped', 'a'],
    1,
    controller.signal,
  )) {
    found.push([usage.id, usage.cpuPercent]);
    if (found.length === 3) controller.abort();
  }
  expect(found).toEqual([
    ['a', 0],
    ['a', 100],
    ['a', 100],
  ]);
  expect(daemon.requests[0]).toContain('stream=false&one-shot=true');
});
