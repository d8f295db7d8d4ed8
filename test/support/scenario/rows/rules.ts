import { expectAll } from '../expect-all.ts';
import type { Scenario } from '../plan.ts';
import { app, init, sidecar } from '../plan.ts';

/** Container-level restart policies and rules (KEP-5307), restart of all containers (KEP-5532): rows 79 to 88. */

const onFortyTwo = (action: 'Restart' | 'RestartAllContainers') =>
  ({
    restartPolicy: 'Never',
    rules: [{ action, operator: 'In', exitCodes: [42] }],
  }) as const;

const twice = (s: Parameters<Scenario['check']>[0], ...names: readonly string[]): boolean =>
  names.every((name) => s.said(name, 'Starting').length === 2);

/** The stop signals in the order in which containers got them, each after the end of the one before. */
const inTurn = (s: Parameters<Scenario['check']>[0], ...names: readonly string[]): boolean => {
  const steps = s.events.flatMap((event) => {
    if (event.type !== 'StopSignalSent' && event.type !== 'ContainerTerminated') return [];
    return names.includes(event.container) ? [`${event.type} ${event.container}`] : [];
  });
  const expected = names.flatMap((name) => [`StopSignalSent ${name}`, `ContainerTerminated ${name}`]);
  return steps.slice(0, expected.length).join() === expected.join();
};

export const ruleRows: readonly Scenario[] = [
  {
    rows: [79],
    title: 'a restart rule that matches restarts a container that may not',
    pod: { restartPolicy: 'Never', containers: [app('r1', { x: [42, 42, 0], ...onFortyTwo('Restart') })] },
    check: (s) =>
      expectAll({ 'two restarts': s.restarts('r1') === 2, 'it succeeds': s.phase() === 'Succeeded' }),
  },
  {
    rows: [80],
    title: 'a restart rule that does not match leaves it to the container’s policy',
    pod: { restartPolicy: 'Never', containers: [app('r1', { x: 1, ...onFortyTwo('Restart') })] },
    check: (s) => expectAll({ 'no restart': s.restarts('r1') === 0, 'it failed': s.phase() === 'Failed' }),
  },
  {
    rows: [82],
    title: 'a container’s own policy is stronger than the pod’s',
    pod: { restartPolicy: 'Never', containers: [app('r1', { x: 1, restartPolicy: 'Always' })] },
    play: (stage) => stage.until('two restarts', (s) => s.restarts('r1') >= 2, 60),
    check: (s) => expectAll({ 'the pod goes on': !s.ended() }),
  },
  {
    rows: [83],
    title: 'without a policy of its own the pod’s holds',
    pod: { restartPolicy: 'Always', containers: [app('r1', { x: 1 })] },
    play: (stage) => stage.until('two restarts', (s) => s.restarts('r1') >= 2, 60),
    check: (s) => expectAll({ 'the pod goes on': !s.ended() }),
  },
  {
    rows: [84],
    title: 'an app container restarts all containers, init containers included',
    pod: {
      restartPolicy: 'Never',
      containers: [
        init('i1'),
        sidecar('s1'),
        app('r1', { d: [3, 600], x: [42, 0], ...onFortyTwo('RestartAllContainers') }),
        app('r2', { d: 600 }),
      ],
    },
    async play(stage) {
      await stage.until('i1 runs again', (s) => s.said('i1', 'Starting').length === 2, 180);
      expectAll({ 'it is pending again': stage.state().phase === 'Pending' });
      await stage.until('both run again', (s) => twice(s, 'r1', 'r2'), 180);
    },
    check: (s) =>
      expectAll({
        'all were restarted once': twice(s, 'i1', 's1', 'r1', 'r2'),
        'it is initialized once': s.of('PodInitialized').length === 1,
        'one after another, apps first': inTurn(s, 'r2', 's1'),
        'they end by their stop signal': s.of('ContainerKilled').length === 0,
      }),
  },
  {
    rows: [85],
    title: 'a sidecar restarts all containers',
    pod: {
      restartPolicy: 'Never',
      containers: [
        init('i1'),
        sidecar('s1'),
        sidecar('s2', {
          d: [8, 600],
          x: [42, 0],
          rules: [{ action: 'RestartAllContainers', operator: 'In', exitCodes: [42] }],
        }),
        app('r1', { d: 600 }),
      ],
    },
    play: (stage) => stage.until('all run again', (s) => twice(s, 's2', 'r1'), 180),
    check: (s) => expectAll({ 'all were restarted once': twice(s, 'i1', 's1', 's2', 'r1') }),
  },
  {
    rows: [88],
    title: 'a plain restart first, then one of all containers',
    pod: {
      restartPolicy: 'Always',
      containers: [
        app('r1', {
          d: [2, 2, 600],
          x: [1, 42, 0],
          rules: [{ action: 'RestartAllContainers', operator: 'In', exitCodes: [42] }],
          restartPolicy: 'Always',
        }),
        app('r2', { d: 600 }),
      ],
    },
    play: (stage) =>
      stage.until(
        'both run again',
        (s) => s.said('r1', 'Started').length === 3 && s.said('r2', 'Started').length === 2,
        180,
      ),
    check: (s) => expectAll({ 'the pod goes on': !s.ended() }),
  },
];
