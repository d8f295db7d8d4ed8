import { describe, expect, it } from '@jest/globals';
import type { RestartPolicy } from '../../src/pod/model.ts';
import { app, type ContainerPlan, type ProbePlan, sidecar } from '../support/scenario/plan.ts';
import type { Story } from '../support/scenario/story.ts';
import { simulate } from './support/simulate.ts';

const fails: ProbePlan = { check: { by: 'command', x: 1 }, period: 1, failures: 3 };
const hook = (d: number) => ({ by: 'command', d }) as const;
const s1 = sidecar('s1', { liveness: { ...fails, failures: 100 }, preStop: hook(0), term: 0 });
const slow = { d: 600, preStop: hook(8), term: 0 } as const;

async function livedThrough(restartPolicy: RestartPolicy, apps: readonly ContainerPlan[], seconds = 60) {
  const run = simulate({ restartPolicy, grace: 10, containers: [s1, ...apps] });
  await run.until('it ends', (story) => story.ended(), seconds);
  const { story } = run;
  await run.cleanUp();
  return story;
}

const begin = (story: Story): number => story.at(story.of('PodTerminating')[0]!);

describe('a probe that kills the last app container under Never', () => {
  it.each(['liveness', 'startup'] as const)(
    'ends the pod at once: all preStop hooks begin, one grace period for all (%s)',
    async (probe) => {
      const story = await livedThrough('Never', [app('r1', { ...slow, [probe]: fails })]);
      const failed = story.probes('r1', probe).findLast(({ ok }) => !ok)!;
      expect(begin(story)).toBe(failed.at);
      expect(story.hook('r1', 'preStop')?.started).toBe(failed.at);
      expect(story.hook('s1', 'preStop')?.started).toBe(failed.at);
      expect(story.probes('s1', 'liveness').filter(({ at }) => at > begin(story))).toEqual([]);
      const ended = story.at(story.of('PodSucceeded')[0] ?? story.of('PodFailed')[0]!);
      expect(ended - begin(story)).toBeLessThanOrEqual(12);
    },
  );

  it('does not start a sidecar again that ends meanwhile', async () => {
    const run = simulate({
      restartPolicy: 'Never',
      grace: 10,
      containers: [sidecar('s1', { d: 6 }), app('r1', { ...slow, liveness: fails })],
    });
    await run.until('it ends', (story) => story.ended(), 60);
    expect(run.story.restarts('s1')).toBe(0);
    await run.cleanUp();
  });

  it('gives it the grace period of the pod, not of the probe', async () => {
    const story = await livedThrough('Never', [
      app('r1', { d: 600, term: 600, liveness: { ...fails, grace: 3 } }),
    ]);
    expect(story.of('StopSignalSent', 'r1').map(({ graceSeconds }) => graceSeconds)).toEqual([10]);
  });

  it('ends the pod when another app container has just ended, too', async () => {
    const story = await livedThrough('Never', [
      app('r1', { ...slow, liveness: fails }),
      app('r2', { d: 5, x: 0 }),
    ]);
    const ended = story.at(story.of('ContainerTerminated', 'r2')[0]!);
    expect(begin(story)).toBe(ended);
    expect(story.hook('s1', 'preStop')?.started).toBe(ended);
  });
});

describe('a probe that kills an app container ends nothing', () => {
  it('while another app container goes on', async () => {
    const story = await livedThrough('Never', [
      app('r1', { d: 600, term: 0, liveness: fails }),
      app('r2', { d: 20 }),
    ]);
    expect(begin(story)).toBe(story.at(story.of('ContainerTerminated', 'r2')[0]!));
  });

  it.each(['OnFailure', 'Always'] as const)('that is restarted under %s', async (policy) => {
    const run = simulate({
      restartPolicy: policy,
      grace: 10,
      containers: [s1, app('r1', { d: 600, term: 0, liveness: fails })],
    });
    await run.until('r1 is back', (story) => story.restarts('r1') > 0, 60);
    expect(run.story.of('PodTerminating')).toEqual([]);
    await run.cleanUp();
  });

  it('whose restart rules may restart it', async () => {
    const rule = { action: 'Restart', operator: 'In', exitCodes: [137, 143, 0] } as const;
    const run = simulate({
      restartPolicy: 'Never',
      grace: 10,
      containers: [s1, app('r1', { d: 600, term: 0, liveness: fails, rules: [rule] })],
    });
    await run.until('r1 is back', (story) => story.restarts('r1') > 0, 60);
    expect(run.story.of('PodTerminating')).toEqual([]);
    await run.cleanUp();
  });
});
