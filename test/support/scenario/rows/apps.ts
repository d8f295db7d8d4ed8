import type { RestartPolicy } from '../../../../src/pod/model.ts';
import { expectAll } from '../expect-all.ts';
import type { ProbePlan, Scenario } from '../plan.ts';
import { app, init } from '../plan.ts';

/** Image changes in place, of pods with app containers only (rows 1 to 5) and with init containers (19 to 21). */

const every: readonly RestartPolicy[] = ['Always', 'OnFailure', 'Never'];
const restarting: readonly RestartPolicy[] = ['Always', 'OnFailure'];
const failing: ProbePlan = { check: { by: 'command', x: 1 }, delay: 20, failures: 1 };

const whileRunning = (restartPolicy: RestartPolicy): Scenario => ({
  rows: [1],
  title: `an image change restarts that container only (${restartPolicy})`,
  pod: { restartPolicy, containers: [app('r1', { d: 60 }), app('r2', { d: 60 })] },
  async play(stage) {
    await stage.until('both run', (s) => !s.neverStarts('r1') && !s.neverStarts('r2'), 30);
    stage.swapImage('r1');
    await stage.until('r1 starts again', (s) => s.said('r1', 'Started').length === 2, 20);
  },
  check: (s) =>
    expectAll({
      'r1 has the new image': s.images('r1')[0] !== s.images('r1').at(-1),
      'r2 is not restarted': s.restarts('r2') === 0,
    }),
});

const duringInit = (restartPolicy: RestartPolicy): Scenario => ({
  rows: [2],
  title: `an image change during initialization is no restart (${restartPolicy})`,
  pod: {
    restartPolicy,
    containers: [init('i1', { d: 20 }), app('r1', { d: 10 }), app('r2', { d: 10 })],
  },
  async play(stage) {
    await stage.until('i1 runs', (s) => !s.neverStarts('i1'), 30);
    stage.swapImage('r1');
    await stage.until('both run', (s) => !s.neverStarts('r1') && !s.neverStarts('r2'), 60);
  },
  check: (s) =>
    expectAll({
      'i1 exits before r1 starts': s.exitsBeforeStart('i1', 'r1'),
      'r1 runs from the new image': s.images('r1').length === 2 && s.images('r1')[0] !== s.images('r1')[1],
      'r1 has no restart': s.restarts('r1') === 0 && s.of('ContainerRunning', 'r1')[0]?.attempt === 0,
      'r2 has no restart': s.restarts('r2') === 0,
    }),
});

const afterProbe = (row: number, probe: 'startup' | 'liveness', restartPolicy: RestartPolicy): Scenario => ({
  rows: [row],
  title: `an image change after a failed ${probe} probe takes effect (${restartPolicy})`,
  pod: { restartPolicy, containers: [app('r1', { d: 600, [probe]: failing })] },
  async play(stage) {
    await stage.until('r1 is restarted', (s) => s.said('r1', 'Started').length === 2, 60);
    stage.swapImage('r1');
    await stage.until('r1 runs once more', (s) => s.said('r1', 'Started').length === 3, 60);
  },
  check: (s) => expectAll({ 'r1 has the new image': s.images('r1').at(-1) !== s.images('r1')[0] }),
});

const duringTermination = (restartPolicy: RestartPolicy): Scenario => ({
  rows: [5],
  title: `an image change during termination does nothing (${restartPolicy})`,
  pod: { restartPolicy, containers: [app('r1', { d: 600, term: 20, x: 1 })] },
  async play(stage) {
    await stage.until('r1 runs', (s) => !s.neverStarts('r1'), 30);
    stage.deletePod(60);
    stage.swapImage('r1');
    await stage.until('the pod is gone', (s) => s.ended(), 45);
  },
  check: (s) =>
    expectAll({
      'r1 is not restarted': s.restarts('r1') === 0,
      'it was let finish': s.end('r1') === '1/Error',
    }),
});

const ofInit: readonly Scenario[] = [
  {
    rows: [19],
    title: 'the image change of an init container that is done does nothing',
    pod: { restartPolicy: 'Always', containers: [init('i1'), app('r1', { d: 20 })] },
    async play(stage) {
      await stage.until('r1 runs', (s) => !s.neverStarts('r1'), 30);
      stage.swapImage('i1');
      await stage.pass(8);
    },
    check: (s) =>
      expectAll({
        'i1 keeps its image': s.images('i1').length === 1 && s.end('i1') === '0/Completed',
        'i1 is not restarted': s.restarts('i1') === 0,
        'r1 is not restarted': s.restarts('r1') === 0,
      }),
  },
  {
    rows: [20],
    title: 'the image change of an init container that runs does nothing',
    pod: { restartPolicy: 'Always', containers: [init('i1', { d: 10 }), app('r1', { d: 20 })] },
    async play(stage) {
      await stage.until('i1 runs', (s) => !s.neverStarts('i1'), 30);
      stage.swapImage('i1', 'outrider-scenario/missing:1');
      await stage.until('r1 runs', (s) => !s.neverStarts('r1'), 60);
    },
    check: (s) =>
      expectAll({
        'i1 keeps its image': s.images('i1').length === 1 && s.end('i1') === '0/Completed',
        'i1 is not restarted': s.restarts('i1') === 0,
      }),
  },
  {
    rows: [21],
    title: 'the image change of an init container during termination does nothing',
    pod: { restartPolicy: 'Never', containers: [init('i1'), app('r1', { d: 600, term: 10 })] },
    async play(stage) {
      await stage.until('r1 runs', (s) => !s.neverStarts('r1'), 30);
      stage.deletePod();
      stage.swapImage('i1');
      await stage.until('the pod is gone', (s) => s.ended(), 45);
    },
    check: (s) => expectAll({ 'i1 is not restarted': s.restarts('i1') === 0 && s.images('i1').length === 1 }),
  },
];

export const appRows: readonly Scenario[] = [
  ...every.map(whileRunning),
  ...every.map(duringInit),
  ...restarting.map((policy) => afterProbe(3, 'startup', policy)),
  ...restarting.map((policy) => afterProbe(4, 'liveness', policy)),
  ...every.map(duringTermination),
  ...ofInit,
];
