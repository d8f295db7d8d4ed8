import { expectAll } from '../expect-all.ts';
import type { PodPlan, Scenario, Stage } from '../plan.ts';
import { app, init, sidecar } from '../plan.ts';

/** Loss of the holder (rows 72 and 73), and a supervisor that dies and comes back (74 to 78). */

const initsThenApp: PodPlan = {
  restartPolicy: 'Always',
  containers: [init('i1', { d: 2 }), init('i2', { d: 2 }), init('i3', { d: 2 }), app('r1', { d: 300 })],
};

const withSidecar: PodPlan = {
  restartPolicy: 'Always',
  containers: [init('i1', { d: 3 }), sidecar('s2', { d: 300 }), init('i3', { d: 3 }), app('r1', { d: 300 })],
};

const longInit: PodPlan = {
  restartPolicy: 'Always',
  containers: [init('i1'), init('i2'), init('i3', { d: 15 }), app('r1', { d: 300 })],
};

const running = (stage: Stage, name: string, times = 1): Promise<void> =>
  stage.until(`${name} runs`, (s) => s.said(name, 'Started').length === times, 120);

/** Both lives of every container, each life of one before the same life of the next. */
function twiceInOrder(
  s: Parameters<Scenario['check']>[0],
  ...names: readonly string[]
): Record<string, boolean> {
  const began = names.map((name) => s.said(name, 'Starting').map(({ at }) => at));
  return {
    'each ran twice': began.every((times) => times.length === 2),
    'in order, the first time': began.every((times, i) => i === 0 || times[0]! > began[i - 1]![0]!),
    'in order, the second time': began.every((times, i) => i === 0 || times[1]! > began[i - 1]![1]!),
  };
}

const comesBack = (
  rows: readonly number[],
  title: string,
  pod: PodPlan,
  until: string,
  meanwhile: (stage: Stage) => Promise<void>,
): Scenario => ({
  rows,
  title,
  pod,
  async play(stage) {
    await running(stage, until);
    await stage.pass(2);
    await stage.killSupervisor();
    await meanwhile(stage);
    await stage.restore();
    if (until !== 'r1') await running(stage, 'r1');
    await stage.pass(20);
  },
  check: (s) =>
    expectAll({
      'every init container ran once': ['i1', 'i2', 'i3'].every((name) => s.restarts(name) === 0),
      'r1 ran once': s.said('r1', 'Started').length === 1,
      'r1 still runs': s.said('r1', 'Exiting').length === 0,
    }),
});

const nothing = (): Promise<void> => Promise.resolve();

export const recoveryRows: readonly Scenario[] = [
  {
    rows: [72],
    title: 'without its namespace the pod starts anew, while its supervisor was away',
    pod: initsThenApp,
    async play(stage) {
      await running(stage, 'r1');
      await stage.killSupervisor();
      await stage.loseHolder();
      await stage.restore();
      await running(stage, 'r1', 2);
    },
    check: (s) => expectAll(twiceInOrder(s, 'i1', 'i2', 'i3', 'r1')),
  },
  {
    rows: [73],
    title: 'without its namespace the pod is pending until it is initialized again',
    pod: withSidecar,
    async play(stage) {
      await running(stage, 'r1');
      await stage.loseHolder();
      await running(stage, 'i1', 2);
      expectAll({ 'it is pending again': stage.state().phase === 'Pending' });
      await running(stage, 'r1', 2);
      expectAll({ 'it runs again': stage.state().phase === 'Running' });
    },
    check: (s) => expectAll(twiceInOrder(s, 'i1', 's2', 'i3', 'r1')),
  },
  comesBack([74], 'a supervisor that comes back runs no init container again', initsThenApp, 'r1', nothing),
  comesBack([75], 'not even when the ended ones were removed meanwhile', initsThenApp, 'r1', (stage) =>
    stage.removeEnded('i1', 'i2', 'i3'),
  ),
  comesBack([76], 'a supervisor that comes back during initialization goes on', longInit, 'i3', nothing),
  comesBack([77], 'also when the ended ones were removed meanwhile', longInit, 'i3', (stage) =>
    stage.removeEnded('i1', 'i2'),
  ),
  {
    rows: [78],
    title: 'a changed sidecar is replaced when the supervisor comes back, the rest stays',
    pod: withSidecar,
    async play(stage) {
      await running(stage, 'r1');
      await stage.killSupervisor();
      stage.swapImage('s2');
      await stage.restore();
      await running(stage, 's2', 2);
      await stage.pass(4);
    },
    check: (s) =>
      expectAll({
        's2 has the new image': s.images('s2').length === 2 && s.images('s2')[0] !== s.images('s2')[1],
        'r1 is not restarted': s.restarts('r1') === 0,
        'no init container is restarted': s.restarts('i1') === 0 && s.restarts('i3') === 0,
      }),
  },
  {
    rows: [78],
    title: 'a changed sidecar comes with its new image when the namespace was lost as well',
    pod: withSidecar,
    async play(stage) {
      await running(stage, 'r1');
      await stage.killSupervisor();
      await stage.loseHolder();
      stage.swapImage('s2');
      await stage.restore();
      await running(stage, 'r1', 2);
    },
    check: (s) =>
      expectAll({
        ...twiceInOrder(s, 'i1', 's2', 'i3', 'r1'),
        's2 has the new image': s.images('s2').length === 2 && s.images('s2')[0] !== s.images('s2')[1],
      }),
  },
];
