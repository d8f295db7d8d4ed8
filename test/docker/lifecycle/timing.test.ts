import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { app, sidecar } from '../../support/scenario/plan.ts';
import type { Story } from '../../support/scenario/story.ts';
import type { Bench } from './support/bench.ts';
import { createBench } from './support/bench.ts';
import { realStage } from './support/real-stage.ts';

/** Seconds as they are: what the reference says in seconds is measured in seconds. */
const secondMs = 1000;

let bench: Bench;

beforeAll(async () => {
  bench = await createBench();
}, 300_000);

afterAll(() => bench.cleanUp(), 60_000);

async function deleted(name: string, plan: Parameters<typeof realStage>[2]): Promise<Story> {
  const stage = realStage(bench, name, plan, secondMs);
  try {
    await stage.until('it is ready', (story) => story.of('PodReady').length > 0, 60);
    await stage.until('all have begun', (story) => !story.neverStarts('r1'), 10);
    stage.deletePod();
    await stage.until('it is gone', (story) => story.ended(), 60);
    return stage.story;
  } finally {
    await stage.cleanUp();
  }
}

/** Seconds from the beginning of termination to the end of a container. */
function goneAfter(story: Story, container: string): number {
  return story.at(story.of('ContainerTerminated', container)[0]!) - story.at(story.of('PodTerminating')[0]!);
}

it('sidecars whose preStop hook never ends are gone 32 s after the default grace period began', async () => {
  const endless = { term: 600, preStop: { by: 'command', d: 600 } } as const;
  const story = await deleted('hook', {
    restartPolicy: 'Never',
    containers: [sidecar('s1', endless), sidecar('s2', endless), app('r1', { d: 600 })],
  });
  for (const name of ['s1', 's2']) expect(Math.abs(goneAfter(story, name) - 32)).toBeLessThan(1.5);
}, 120_000);

it('an app container that ignores SIGTERM is killed after its 5 s, and its sidecars by 7 s', async () => {
  const story = await deleted('deaf', {
    restartPolicy: 'Never',
    grace: 5,
    containers: [
      sidecar('s1', { term: 600 }),
      sidecar('s2', { term: 600 }),
      app('r1', { d: 600, term: 600 }),
    ],
  });
  expect(Math.abs(goneAfter(story, 'r1') - 5)).toBeLessThan(0.7);
  for (const name of ['s1', 's2']) expect(Math.abs(goneAfter(story, name) - 7)).toBeLessThan(0.7);
  expect(story.end('r1')).toBe('137/Error');
}, 120_000);

it('a startup probe that passes after 300 ms lets the next container go long before its period of 10 s', async () => {
  const plan = {
    restartPolicy: 'Never',
    containers: [
      sidecar('s1', { sd: 0.3, startup: { check: { by: 'marker' }, period: 10 } }),
      app('r1', { d: 600 }),
    ],
  } as const;
  const stage = realStage(bench, 'probe', plan, secondMs);
  try {
    await stage.until('r1 may go', (story) => story.of('ContainerStarted', 's1').length > 0, 30);
    const { story } = stage;
    const began = story.said('s1', 'Starting')[0]!.at;
    const started = story.at(story.of('ContainerStarted', 's1')[0]!);
    expect(started - began).toBeGreaterThan(0.29);
    expect(started - began).toBeLessThan(0.6);
  } finally {
    await stage.cleanUp();
  }
}, 120_000);
