import { expectAll } from '../expect-all.ts';
import type { ContainerPlan, PodPlan, Scenario } from '../plan.ts';
import { app, init } from '../plan.ts';

/** Pods with init and app containers (rows 6 to 17), and the conformance tests of init containers (89 to 92). */

const three = [init('i1'), init('i2'), init('i3')];
const never = (...containers: readonly ContainerPlan[]): PodPlan => ({ restartPolicy: 'Never', containers });
const always = (...containers: readonly ContainerPlan[]): PodPlan => ({
  restartPolicy: 'Always',
  containers,
});

const probeThenStop = (row: number, probe: 'startup' | 'liveness'): Scenario => ({
  rows: [row],
  title: `a failed ${probe} probe runs the preStop hook and ends a pod that may not restart`,
  pod: never(
    app('r1', {
      d: 100,
      term: 15,
      [probe]: { check: { by: 'command', x: 1 }, delay: 10, failures: 1 },
      preStop: { by: 'command', d: 1 },
    }),
  ),
  check: (s) =>
    expectAll({
      'the hook ran while r1 did': s.overlap('r1', 'PreStop-r1') && s.exitsBefore('PreStop-r1', 'r1'),
      'r1 ended gracefully': s.said('r1', 'Exiting').length === 1 && s.end('r1') === '0/Completed',
      'r1 is not restarted': s.restarts('r1') === 0,
    }),
});

export const initRows: readonly Scenario[] = [
  {
    rows: [6],
    title: 'init containers run one after the other, then the app container starts',
    pod: never(...three, app('r1', { sd: 5, startup: { check: { by: 'marker' } } })),
    check: (s) =>
      expectAll({
        'i1 exits before i2 starts': s.exitsBeforeStart('i1', 'i2'),
        'i2 exits before i3 starts': s.exitsBeforeStart('i2', 'i3'),
        'i3 exits before r1 starts': s.exitsBeforeStart('i3', 'r1'),
        'it succeeds': s.phase() === 'Succeeded',
      }),
  },
  {
    rows: [7],
    title: 'a failed init container ends a pod that may not restart',
    pod: never(init('i1', { x: 1 }), app('r1')),
    check: (s) =>
      expectAll({
        'i1 ran and failed': s.end('i1') === '1/Error',
        'r1 never starts': s.neverStarts('r1'),
        'the pod failed': s.phase() === 'Failed',
      }),
  },
  {
    rows: [8],
    title: 'a postStart hook starts after the init container, together with its container',
    pod: never(init('i1'), app('r1', { d: 20, postStart: { by: 'command', d: 1 } })),
    check: (s) =>
      expectAll({
        'i1 exits before the hook starts': s.exitsBeforeStart('i1', 'PostStart-r1'),
        'hook and container overlap': s.overlap('r1', 'PostStart-r1'),
      }),
  },
  {
    rows: [9],
    title: 'an app container is restarted for ever',
    pod: always(app('r1', { x: 1 })),
    play: (stage) => stage.until('three restarts', (s) => s.restarts('r1') >= 3, 120),
    check: (s) => expectAll({ 'one life after the other': s.exitsBeforeStart('r1', 'r1') }),
  },
  {
    rows: [10],
    title: 'a postStart hook holds the next app container back',
    pod: never(app('r1', { d: 20, postStart: { by: 'command', d: 1 } }), app('r2')),
    check: (s) =>
      expectAll({
        'the hook starts before r2': s.startsBefore('PostStart-r1', 'r2'),
        'the hook exits before r2 starts': s.exitsBeforeStart('PostStart-r1', 'r2'),
        'the hook exits before r2 exits': s.exitsBefore('PostStart-r1', 'r2'),
      }),
  },
  {
    rows: [11],
    title: 'an init container without an image keeps the pod pending',
    pod: never(init('i1', { image: 'outrider-scenario/missing:1' }), app('r1')),
    async play(stage) {
      await stage.until(
        'i1 backs off from its image',
        (s) => s.waited('i1').includes('ImagePullBackOff'),
        120,
      );
      expectAll({ 'it is pending': stage.state().phase === 'Pending' && !stage.story.ended() });
    },
    check: (s) =>
      expectAll({ 'i1 never starts': s.neverStarts('i1'), 'r1 never starts': s.neverStarts('r1') }),
  },
  {
    rows: [12],
    title: 'init containers do not run again when an app container restarts',
    pod: always(...three, app('r1', { d: 3, x: 1 })),
    play: (stage) => stage.until('three restarts', (s) => s.restarts('r1') >= 3, 120),
    check: (s) =>
      expectAll({
        'in order': s.startsBefore('i1', 'i2') && s.startsBefore('i2', 'i3') && s.startsBefore('i3', 'r1'),
        'no init container restarts': ['i1', 'i2', 'i3'].every((name) => s.restarts(name) === 0),
      }),
  },
  probeThenStop(15, 'startup'),
  probeThenStop(16, 'liveness'),
  {
    rows: [17],
    title: 'while a container is stopped its readiness is still looked at, its liveness is not',
    pod: {
      ...never(
        app('r1', {
          d: 100,
          term: 15,
          liveness: { check: { by: 'command', x: 1 }, delay: 10, period: 1, failures: 1 },
          readiness: { check: { by: 'command', x: 0 }, period: 1 },
          preStop: { by: 'command', d: 10 },
        }),
      ),
      grace: 100,
    },
    check: (s) => {
      const { started = 0 } = s.hook('r1', 'preStop') ?? {};
      const after = (probe: 'liveness' | 'readiness') =>
        s.probes('r1', probe).filter(({ at }) => at > started);
      expectAll({
        'the hook ran': started > 0,
        'readiness is probed after it began': after('readiness').length > 3,
        'liveness is not': after('liveness').length === 0,
      });
    },
  },
  {
    rows: [89],
    title: 'two init containers, then a pod that succeeds',
    pod: never(init('i1'), init('i2'), app('r1')),
    check: (s) =>
      expectAll({
        'it succeeds': s.phase() === 'Succeeded',
        'it was initialized': s.initialized(),
        'both exited 0': s.end('i1') === '0/Completed' && s.end('i2') === '0/Completed',
      }),
  },
  {
    rows: [90],
    title: 'two init containers, then a pod that runs',
    pod: always(init('i1'), init('i2'), app('r1', { d: 600 })),
    async play(stage) {
      await stage.until('it is ready', (s) => s.of('PodReady').length > 0, 60);
      expectAll({ 'it runs': stage.state().phase === 'Running' });
    },
    check: (s) =>
      expectAll({
        'it was initialized': s.initialized(),
        'both exited 0': s.end('i1') === '0/Completed' && s.end('i2') === '0/Completed',
      }),
  },
  {
    rows: [91],
    title: 'an init container that fails for ever keeps everything after it waiting',
    pod: always(init('i1', { x: 1 }), init('i2'), app('r1')),
    async play(stage) {
      await stage.until('three restarts', (s) => s.restarts('i1') >= 3, 120);
      expectAll({ 'it is pending': stage.state().phase === 'Pending' });
    },
    check: (s) =>
      expectAll({
        'i2 waits for its turn': s.waited('i2').at(-1) === 'PodInitializing' && s.neverStarts('i2'),
        'r1 waits for its turn': s.waited('r1').at(-1) === 'PodInitializing' && s.neverStarts('r1'),
        'it is not initialized': !s.initialized(),
      }),
  },
  {
    rows: [92],
    title: 'the second init container fails the pod, the app container keeps waiting',
    pod: never(init('i1'), init('i2', { x: 1 }), app('r1')),
    check: (s) =>
      expectAll({
        'the pod failed': s.phase() === 'Failed',
        'the message names i2 only': /i2/.test(s.of('PodFailed')[0]!.message),
        'r1 still waits': s.waited('r1').at(-1) === 'PodInitializing' && s.neverStarts('r1'),
        'it is not initialized': !s.initialized(),
      }),
  },
];
