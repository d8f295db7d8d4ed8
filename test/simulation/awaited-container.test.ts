import { describe, expect, it } from '@jest/globals';
import type { ContainerEngineOptions } from '../../src/pod/engine-options.ts';
import type { Pod } from '../../src/pod/model.ts';
import { app, init, sidecar } from '../support/scenario/plan.ts';
import { settled } from './support/simulate.ts';
import { createProject, type PlannedPod } from './support/simulate-project.ts';

const never = { by: 'command', x: 1 } as const;

/** The pod with options of its first init container that a manifest has no word for. */
function withFirst(pod: Pod, engine: ContainerEngineOptions): Pod {
  const [first, ...rest] = pod.initContainers;
  return { ...pod, initContainers: [{ ...first!, engine }, ...rest] };
}

async function play(plan: PlannedPod, engine: ContainerEngineOptions) {
  const project = createProject({ shop: plan });
  const run = project.run('a', { pods: [withFirst(project.pods['shop']!, engine)] });
  const outcome = await settled(project.clock, run.ended);
  return { run, outcome, message: run.of('shop', 'PodFailed')[0]?.message };
}

const main = app('web', { d: 5 });
const sick = sidecar('store', { d: 6000, startup: { check: never, period: 1, failures: 2 } });
const brief = sidecar('store', { d: 1, x: 3, startup: { check: never, period: 1, failures: 60 } });

describe('a container that the rest of its pod waits for', () => {
  it.each<[string, PlannedPod['containers'], ContainerEngineOptions['failsPod'], string]>([
    ['turns unhealthy', [sick, main], 'unhealthy', 'store is unhealthy: '],
    ['exits before it is healthy', [brief, main], 'exit', 'store exited (3)'],
    [
      'does not complete',
      [init('migrate', { d: 1, x: 3 }), main],
      'exit',
      "migrate didn't complete successfully: exit 3",
    ],
  ])(
    'and %s fails the pod and ends the run, whatever the restart policy',
    async (_, containers, failsPod, words) => {
      const { outcome, run, message } = await play({ restartPolicy: 'Always', containers }, { failsPod });
      expect(outcome).toMatchObject({ is: 'dependencyFailed' });
      expect(message).toMatch(`dependency failed to start: ${words}`);
      expect(run.of('shop', 'ContainerRunning').map(({ container }) => container)).not.toContain('web');
    },
  );

  it('and exits is started again where only its health is asked for', async () => {
    const twice = sidecar('store', {
      sd: 1,
      d: [1, 6000],
      startup: { check: { by: 'marker' }, period: 5, failures: 60 },
    });
    const { outcome } = await play(
      { restartPolicy: 'Never', containers: [twice, main] },
      { failsPod: 'unhealthy' },
    );
    expect(outcome).toMatchObject({ is: 'ended', pods: [{ state: { phase: 'Succeeded' } }] });
  });

  it('fails nothing any more once it has let the others go', async () => {
    const later = sidecar('store', {
      sd: 1,
      d: [2, 6000],
      x: [3, 0],
      startup: { check: { by: 'marker' }, period: 1, failures: 60 },
    });
    const { outcome } = await play(
      { restartPolicy: 'Never', containers: [later, app('web', { d: 20 })] },
      { failsPod: 'exit' },
    );
    expect(outcome).toMatchObject({ is: 'ended', pods: [{ state: { phase: 'Succeeded' } }] });
  });
});

describe('the start period of a container', () => {
  const slow: PlannedPod = {
    restartPolicy: 'Never',
    containers: [
      app('srv', {
        sd: 20,
        d: 6000,
        term: 0,
        readiness: { check: { by: 'marker' }, period: 1, failures: 2 },
      }),
    ],
  };

  it.each([
    [0, 'fails'],
    [30, 'waits'],
  ])('of %d s: a pod that waits for its health %s', async (startPeriodSeconds, expected) => {
    const project = createProject({
      db: slow,
      web: {
        restartPolicy: 'Never',
        containers: [app('web', { d: 1 })],
        waitFor: [{ pod: 'db', until: 'healthy' }],
      },
    });
    const db = project.pods['db']!;
    const pods = [
      { ...db, containers: [{ ...db.containers[0]!, engine: { startPeriodSeconds } }] },
      project.pods['web']!,
    ];
    const run = project.run('a', { pods });
    await project.clock.run(60_000);
    expect(run.of('web', 'PodSucceeded')).toHaveLength(expected === 'waits' ? 1 : 0);
    run.kill('it is over');
    await settled(project.clock, run.ended);
  });
});
