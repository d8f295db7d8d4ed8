import type { RestartPolicy } from '../../../../src/pod/model.ts';
import { expectAll } from '../expect-all.ts';
import type { Scenario } from '../plan.ts';
import { app, init, sidecar } from '../plan.ts';

/** Sidecars among init and app containers (rows 22 to 52). */

const inOrder: Scenario = {
  rows: [22, 23, 24, 25, 26, 28, 29],
  title: 'init containers and sidecars mixed, in list order',
  pod: {
    restartPolicy: 'Never',
    containers: [init('i1'), sidecar('s1'), init('i2'), sidecar('s2'), init('i3'), app('r1')],
  },
  check: (s) =>
    expectAll({
      'it succeeds': s.phase() === 'Succeeded',
      'i1 exits before s1 starts': s.exitsBeforeStart('i1', 's1'),
      's1 and i2 overlap': s.overlap('s1', 'i2'),
      's1 starts before i2': s.startsBefore('s1', 'i2'),
      'i2 exits before s2 starts': s.exitsBeforeStart('i2', 's2'),
      's2 starts before i3': s.startsBefore('s2', 'i3'),
      'i3 exits before r1 starts': s.exitsBeforeStart('i3', 'r1'),
      's1 and r1 overlap': s.overlap('s1', 'r1'),
      's2 and r1 overlap': s.overlap('s2', 'r1'),
    }),
};

const swapDuringInit = (restartPolicy: RestartPolicy): Scenario => ({
  rows: [30],
  title: `a sidecar gets its new image during initialization (${restartPolicy})`,
  pod: {
    restartPolicy,
    containers: [init('i1'), sidecar('s1', { term: 5 }), init('i2', { d: 600 }), sidecar('s2'), app('r1')],
  },
  async play(stage) {
    await stage.until('i2 runs', (s) => !s.neverStarts('i2'), 60);
    stage.swapImage('s1');
    await stage.until('s1 runs again', (s) => s.said('s1', 'Started').length === 2, 60);
    await stage.pass(4);
  },
  check: (s) =>
    expectAll({
      's1 has the new image': s.images('s1').length === 2 && s.images('s1')[0] !== s.images('s1')[1],
      'i1, s1, i2 in order': s.exitsBeforeStart('i1', 's1') && s.startsBefore('s1', 'i2'),
      's2 and r1 never start': s.neverStarts('s2') && s.neverStarts('r1'),
      'i1 and i2 are not restarted': s.restarts('i1') === 0 && s.restarts('i2') === 0,
    }),
});

const endsWithTheApp = (row: number, restartPolicy: RestartPolicy): Scenario => ({
  rows: [row],
  title: `a sidecar does not keep a finished pod alive (${restartPolicy})`,
  pod: { restartPolicy, containers: [sidecar('s1'), app('r1')] },
  check: (s) =>
    expectAll({
      'it succeeds': s.phase() === 'Succeeded',
      's1 is not restarted': s.restarts('s1') === 0,
      'r1 exits': s.end('r1') === '0/Completed',
      'r1 exits before s1': s.exitsBefore('r1', 's1'),
    }),
});

const swapWhileRunning = (row: number, restartPolicy: RestartPolicy): Scenario => ({
  rows: [row],
  title: `the image change of a sidecar restarts it alone (${restartPolicy})`,
  pod: { restartPolicy, containers: [sidecar('s1'), sidecar('s2'), app('r1', { d: 20 })] },
  async play(stage) {
    await stage.until('r1 runs', (s) => !s.neverStarts('r1'), 60);
    stage.swapImage('s1');
    await stage.until('s1 runs again', (s) => s.said('s1', 'Started').length === 2, 60);
    await stage.until('the pod ends', (s) => s.ended(), 120);
  },
  check: (s) =>
    expectAll({
      's1 has the new image': s.images('s1').length === 2 && s.images('s1')[0] !== s.images('s1')[1],
      's2 is not restarted': s.restarts('s2') === 0,
      'r1 is not restarted': s.restarts('r1') === 0,
      'it succeeds': s.phase() === 'Succeeded',
    }),
});

const withoutImage = (row: number, restartPolicy: RestartPolicy): Scenario => ({
  rows: [row],
  title: `a sidecar without an image keeps the pod pending (${restartPolicy})`,
  pod: {
    restartPolicy,
    containers: [sidecar('s1', { image: 'outrider-scenario/missing:1' }), app('r1')],
  },
  async play(stage) {
    await stage.until('s1 backs off', (s) => s.waited('s1').includes('ImagePullBackOff'), 120);
    expectAll({ 'it is pending': stage.state().phase === 'Pending' && !stage.story.ended() });
  },
  check: (s) => expectAll({ 's1 never starts': s.neverStarts('s1'), 'r1 never starts': s.neverStarts('r1') }),
});

const restarted = (row: number, restartPolicy: RestartPolicy, x: number): Scenario => ({
  rows: [row],
  title: `a sidecar that exits ${x} comes back beside the app container (${restartPolicy})`,
  pod: {
    restartPolicy,
    containers: [sidecar('s1', { d: 5, x }), init('i1', { d: 5 }), app('r1', { d: 20 })],
  },
  ...(restartPolicy === 'Always'
    ? { play: (stage) => stage.until('r1 runs again', (s) => s.said('r1', 'Started').length >= 2, 240) }
    : {}),
  check: (s) =>
    expectAll({
      's1 starts before r1': s.startsBefore('s1', 'r1'),
      's1 starts after r1': s.startsBefore('r1', 's1'),
      'i1 is not restarted': s.restarts('i1') === 0,
      'r1 exits': s.said('r1', 'Exiting').length > 0,
      ...(restartPolicy === 'Always' ? {} : { 'it succeeds': s.phase() === 'Succeeded' }),
    }),
});

const pendingForEver = (row: number, restartPolicy: RestartPolicy): Scenario => ({
  rows: [row],
  title: `a failing init container ahead of the sidecar is retried (${restartPolicy})`,
  pod: { restartPolicy, containers: [init('i1', { x: 1 }), sidecar('s1'), app('r1')] },
  async play(stage) {
    await stage.until('three restarts', (s) => s.restarts('i1') >= 3, 120);
    expectAll({ 'it is pending': stage.state().phase === 'Pending' });
  },
  check: (s) => expectAll({ 's1 never starts': s.neverStarts('s1'), 'r1 never starts': s.neverStarts('r1') }),
});

export const sidecarRows: readonly Scenario[] = [
  inOrder,
  swapDuringInit('Always'),
  swapDuringInit('OnFailure'),
  endsWithTheApp(32, 'Never'),
  swapWhileRunning(33, 'Never'),
  withoutImage(34, 'Never'),
  restarted(35, 'Never', 0),
  restarted(36, 'Never', 1),
  {
    rows: [37],
    title: 'a failed init container ends the pod before its sidecar starts',
    pod: { restartPolicy: 'Never', containers: [init('i1', { x: 1 }), sidecar('s1'), app('r1')] },
    check: (s) =>
      expectAll({
        'the pod failed': s.phase() === 'Failed',
        'i1 exited': s.end('i1') === '1/Error',
        's1 never starts': s.neverStarts('s1') && s.neverStarts('r1'),
      }),
  },
  endsWithTheApp(39, 'OnFailure'),
  swapWhileRunning(40, 'OnFailure'),
  withoutImage(41, 'OnFailure'),
  restarted(42, 'OnFailure', 0),
  pendingForEver(44, 'OnFailure'),
  {
    rows: [46],
    title: 'an app container restarts, its sidecar stays',
    pod: { restartPolicy: 'Always', containers: [sidecar('s1'), app('r1')] },
    play: (stage) => stage.until('two restarts', (s) => s.restarts('r1') >= 2, 120),
    check: (s) => expectAll({ 's1 is not restarted': s.restarts('s1') === 0 }),
  },
  withoutImage(48, 'Always'),
  restarted(49, 'Always', 0),
  restarted(50, 'Always', 1),
  pendingForEver(51, 'Always'),
  {
    rows: [52],
    title: 'a failing init container after the sidecar is retried, and the sidecar stays up',
    pod: { restartPolicy: 'Always', containers: [sidecar('s1'), init('i1', { x: 1 }), app('r1')] },
    async play(stage) {
      await stage.until('three restarts', (s) => s.restarts('i1') >= 3, 120);
      expectAll({ 'it is pending': stage.state().phase === 'Pending' });
    },
    check: (s) =>
      expectAll({
        's1 started once': s.said('s1', 'Started').length === 1,
        'r1 never starts': s.neverStarts('r1'),
      }),
  },
];
