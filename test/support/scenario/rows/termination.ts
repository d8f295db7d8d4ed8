import type { RestartPolicy } from '../../../../src/pod/model.ts';
import { expectAll } from '../expect-all.ts';
import type { ProbePlan, Scenario, Stage } from '../plan.ts';
import { app, init, sidecar } from '../plan.ts';

/** Sidecars with probes (rows 53 to 57) and the termination of pods with sidecars (60 to 69). */

const failing = (delay: number): ProbePlan => ({ check: { by: 'command', x: 1 }, delay, failures: 1 });

const startupNever = (restartPolicy: RestartPolicy): Scenario => ({
  rows: [54],
  title: `a sidecar whose startup probe fails blocks the rest, also with a new image (${restartPolicy})`,
  pod: {
    restartPolicy,
    containers: [sidecar('s1'), sidecar('s2', { startup: failing(20) }), app('r1')],
  },
  async play(stage) {
    await stage.until('s2 is restarted', (s) => s.said('s2', 'Started').length === 2, 90);
    stage.swapImage('s2');
    await stage.until('s2 runs once more', (s) => s.said('s2', 'Started').length === 3, 90);
    expectAll({ 'it is pending': stage.state().phase === 'Pending' });
  },
  check: (s) =>
    expectAll({
      's2 has the new image': s.images('s2')[0] !== s.images('s2').at(-1),
      'r1 never starts': s.neverStarts('r1'),
      's1 is not restarted': s.restarts('s1') === 0,
    }),
});

const livenessFails = (restartPolicy: RestartPolicy): Scenario => ({
  rows: [57],
  title: `a sidecar whose liveness probe fails restarts alone (${restartPolicy})`,
  pod: {
    restartPolicy,
    containers: [sidecar('s1'), sidecar('s2', { liveness: failing(10) }), app('r1', { d: 600 })],
  },
  async play(stage) {
    await stage.until('s2 is restarted', (s) => s.said('s2', 'Started').length === 2, 90);
    stage.swapImage('s2');
    await stage.until('s2 runs once more', (s) => s.said('s2', 'Started').length === 3, 90);
  },
  check: (s) =>
    expectAll({
      's2 has the new image': s.images('s2')[0] !== s.images('s2').at(-1),
      'r1 started and stays': s.said('r1', 'Started').length === 1,
      's1 is not restarted': s.restarts('s1') === 0,
    }),
});

const deleted =
  (within: number, graceSeconds?: number) =>
  async (stage: Stage): Promise<void> => {
    await stage.until('everything runs', (s) => s.of('PodReady').length > 0, 60);
    await stage.until('r1 has started', (s) => !s.neverStarts('r1'), 10);
    stage.deletePod(graceSeconds);
    await stage.until('the pod is gone', (s) => s.ended(), within);
  };

const ends = (s: Parameters<Scenario['check']>[0], ...names: readonly string[]): string =>
  names.map((name) => s.end(name)).join(' ');

const swapWhileStopping = (restartPolicy: RestartPolicy): Scenario => ({
  rows: [61],
  title: `nothing is restarted during termination, whatever its image (${restartPolicy})`,
  pod: {
    restartPolicy,
    grace: 180,
    containers: [
      init('i1'),
      sidecar('s2', { term: 10 }),
      sidecar('s3', { term: 10 }),
      app('r1', { d: 600, term: 10 }),
    ],
  },
  async play(stage) {
    await stage.until('everything runs', (s) => s.of('PodReady').length > 0 && !s.neverStarts('r1'), 60);
    stage.deletePod();
    stage.swapImage('s2');
    await stage.until('the pod is gone', (s) => s.ended(), 70);
  },
  check: (s) =>
    expectAll({
      'nothing is restarted': ['i1', 's2', 's3', 'r1'].every((name) => s.restarts(name) === 0),
    }),
});

const three = (rest: Parameters<typeof sidecar>[1]) => ['s1', 's2', 's3'].map((name) => sidecar(name, rest));

const reverse = (s: Parameters<Scenario['check']>[0]): Record<string, boolean> => ({
  'r1 exits before every sidecar': ['s1', 's2', 's3'].every((name) => s.exitsBefore('r1', name)),
  's3 before s2 before s1': s.exitsBefore('s3', 's2') && s.exitsBefore('s2', 's1'),
  'one at a time': ['s3', 's2'].every((name, index) => {
    const ended = s.said(name, 'Exiting')[0]!.at;
    return s.of('StopSignalSent', ['s2', 's1'][index]!).every((event) => s.at(event) >= ended);
  }),
});

export const terminationRows: readonly Scenario[] = [
  {
    rows: [53],
    title: 'a startup probe holds the next container back until it succeeds',
    pod: {
      restartPolicy: 'Never',
      containers: [
        sidecar('s1', { sd: 10, startup: { check: { by: 'marker' } } }),
        sidecar('s2', { sd: 10, startup: { check: { by: 'marker' } } }),
        app('r1'),
      ],
    },
    check: (s) => {
      const began = (name: string) => s.said(name, 'Starting')[0]!.at;
      expectAll({
        's1 has started before s2 begins': s.said('s1', 'Started')[0]!.at <= began('s2'),
        's2 has started before r1 begins': s.said('s2', 'Started')[0]!.at <= began('r1'),
      });
    },
  },
  ...(['Always', 'OnFailure', 'Never'] as const).map(startupNever),
  {
    rows: [55],
    title: 'a sidecar whose startup probe fails is stopped gracefully and restarted',
    pod: {
      restartPolicy: 'Always',
      containers: [
        sidecar('s1', { term: 5, startup: failing(5), preStop: { by: 'command', d: 1 } }),
        app('r1'),
      ],
    },
    async play(stage) {
      await stage.until('two restarts', (s) => s.said('s1', 'Started').length >= 3, 180);
      expectAll({ 'it is pending': stage.state().phase === 'Pending' });
    },
    check: (s) =>
      expectAll({
        'the hook ran while s1 did': s.overlap('s1', 'PreStop-s1') && s.exitsBefore('PreStop-s1', 's1'),
        's1 ended gracefully': s.of('ContainerTerminated', 's1')[0]?.exitCode === 0,
        'r1 never starts': s.neverStarts('r1'),
      }),
  },
  livenessFails('Never'),
  livenessFails('OnFailure'),
  {
    rows: [60],
    title: 'sidecars end in reverse order after the app container',
    pod: { restartPolicy: 'Never', containers: [...three({ term: 5 }), app('r1', { d: 5 })] },
    check: (s) =>
      expectAll({
        ...reverse(s),
        'all end well': ends(s, 's1', 's2', 's3') === '0/Completed 0/Completed 0/Completed',
        'started in order':
          s.startsBefore('s1', 's2') && s.startsBefore('s2', 's3') && s.startsBefore('s3', 'r1'),
        'it succeeds': s.phase() === 'Succeeded',
      }),
  },
  ...(['Always', 'OnFailure', 'Never'] as const).map(swapWhileStopping),
  {
    rows: [63],
    title: 'the preStop hooks of all begin together, only the signals are ordered',
    pod: {
      restartPolicy: 'Never',
      containers: [...three({ term: 5, preStop: { by: 'command', d: 1 } }), app('r1', { d: 5 })],
    },
    check: (s) => {
      const hooks = ['s1', 's2', 's3'].map((name) => s.hook(name, 'preStop')?.started ?? Number.NaN);
      expectAll({
        ...reverse(s),
        'the hooks begin together': Math.max(...hooks) - Math.min(...hooks) <= 1,
        'the hooks ran': ['s1', 's2', 's3'].every(
          (name) => s.said(`PreStop-${name}`, 'Exiting').length === 1,
        ),
        'all end well': ends(s, 's1', 's2', 's3') === '0/Completed 0/Completed 0/Completed',
      });
    },
  },
  {
    rows: [66],
    title: 'the exit code of a sidecar does not count',
    pod: {
      restartPolicy: 'Never',
      containers: [sidecar('s1'), sidecar('s2', { x: 1 }), sidecar('s3'), app('r1', { d: 600, term: 1 })],
    },
    play: deleted(45),
    check: (s) =>
      expectAll({
        'it succeeds': s.phase() === 'Succeeded',
        'each with its own code':
          ends(s, 'r1', 's1', 's2', 's3') === '0/Completed 0/Completed 1/Error 0/Completed',
      }),
  },
  {
    rows: [67],
    title: 'a failing preStop hook changes nothing',
    pod: {
      restartPolicy: 'Never',
      containers: [
        sidecar('s1'),
        sidecar('s2', { preStop: { by: 'command', d: 1, x: 1 } }),
        sidecar('s3'),
        app('r1', { d: 600, term: 1 }),
      ],
    },
    play: deleted(45),
    check: (s) =>
      expectAll({
        'the hook failed': s.of('HookFinished', 's2').some(({ ok }) => !ok),
        'it succeeds': s.phase() === 'Succeeded',
        'all end well': ends(s, 's1', 's2', 's3') === '0/Completed 0/Completed 0/Completed',
      }),
  },
  {
    rows: [68],
    title: 'an app container that outstays the grace period is killed, and the sidecars have two seconds',
    pod: {
      restartPolicy: 'Never',
      grace: 5,
      containers: [
        sidecar('s1', { term: 20 }),
        sidecar('s2', { term: 1 }),
        sidecar('s3', { term: 20 }),
        app('r1', { d: 600, term: 20 }),
      ],
    },
    play: deleted(30),
    check: (s) =>
      expectAll({
        'it failed': s.phase() === 'Failed',
        'exit codes': ends(s, 'r1', 's1', 's2', 's3') === '137/Error 137/Error 0/Completed 137/Error',
      }),
  },
  {
    rows: [69],
    title: 'a sidecar that outstays the grace period is killed, the next has two seconds',
    pod: {
      restartPolicy: 'Never',
      grace: 5,
      containers: [
        sidecar('s1', { term: 1 }),
        sidecar('s2', { term: 20 }),
        sidecar('s3', { term: 1 }),
        app('r1', { d: 600, term: 1 }),
      ],
    },
    play: deleted(30),
    check: (s) =>
      expectAll({
        'it succeeds': s.phase() === 'Succeeded',
        'exit codes': ends(s, 'r1', 's1', 's2', 's3') === '0/Completed 0/Completed 137/Error 0/Completed',
      }),
  },
];
