import { expect, it } from '@jest/globals';
import type { ControlReply, ControlRequest } from '../../../src/control/protocol.ts';
import { initialState } from '../../../src/lifecycle/state/initial.ts';
import type { PodState } from '../../../src/lifecycle/state/state.ts';
import type { Pod } from '../../../src/pod/model.ts';
import { updateRunning } from '../../../src/run/update-running.ts';
import { pod } from '../../support/pods.ts';
import { type OtherRun, otherRun } from './other-run.ts';

const { signal } = new AbortController();
const running = (name: string, more: Partial<PodState> = {}): ControlReply => ({
  type: 'state',
  state: { ...initialState(pod({ name }), 0), ...more },
  now: 0,
});

/** A run whose pods are as they should be, and which can replace containers. */
const content = (request: ControlRequest): ControlReply =>
  request.type === 'state' ? running(request.pod) : { type: 'done' };

async function update(
  runs: readonly OtherRun[],
  wanted: readonly Pod[],
  { problems = [] as readonly string[] } = {},
) {
  const said: string[] = [];
  const fetched: string[] = [];
  const outcome = await updateRunning(
    wanted,
    {
      findRuns: async () => runs.map((run) => run.found()),
      fetch: async (pods) => {
        fetched.push(...pods.map(({ name }) => name));
        return { pods, problems };
      },
      pause: async () => {},
      say: (words) => said.push(words),
      tell: () => {},
    },
    signal,
  );
  const names = outcome.is === 'updated' ? outcome.pods.map((one) => one.wanted.name) : outcome.problems;
  return { outcome, names, said, fetched };
}

it('a pod of which only containers have changed is given to its run, which goes on with it', async () => {
  const run = otherRun(7, ['web'], content);
  const { names, said } = await update([run], [pod({ name: 'web' }), pod({ name: 'new' })]);
  expect(names).toEqual(['web']);
  expect(run.asked).toContain('update web');
  expect(run.asked).not.toContain('down web');
  expect(said).toEqual([]);
});

it('one of which more has changed is stopped and removed by its run, with the reason, to be made anew', async () => {
  const run = otherRun(7, ['web'], (request) => {
    if (request.type === 'state') return running('web');
    if (request.type === 'update') return { type: 'needsNewPod', why: 'a container was added' };
    if (request.type === 'down') queueMicrotask(() => run.tell({ type: 'ended', pod: 'web', exitCode: 0 }));
    return { type: 'done' };
  });
  const { names, said } = await update([run], [pod({ name: 'web' })]);
  expect([names, said]).toEqual([[], ['pod web is made anew: a container was added']]);
  expect(run.asked).toContain('down web');
  expect(run.open).toBe(0);
});

it('one that is being stopped is waited for, and then there to be made', async () => {
  let looks = 0;
  const run = otherRun(7, ['web'], (request) => {
    if (request.type !== 'state') return { type: 'done' };
    looks += 1;
    return looks < 4 ? running('web', { finished: true }) : undefined;
  });
  const { names, said } = await update([run], [pod({ name: 'web' })]);
  expect([names, said]).toEqual([[], ['waiting for the end of pod web, which pid 7 stops']]);
  expect(run.asked).toEqual(['state web', 'state web', 'state web', 'state web']);
  expect(run.open).toBe(0);
});

it('an image that cannot be had costs no pod that runs', async () => {
  const run = otherRun(7, ['web'], content);
  const { outcome, names } = await update([run], [pod({ name: 'web' })], { problems: ['there is no x:1'] });
  expect([outcome.is, names]).toEqual(['noImages', ['there is no x:1']]);
  expect(run.asked).toEqual([]);
  expect(run.open).toBe(0);
});

it('images of pods that nobody supervises are nothing to look at here', async () => {
  const run = otherRun(7, ['db'], content);
  const { names, fetched } = await update([run], [pod({ name: 'web' })]);
  expect([names, fetched, run.open]).toEqual([[], [], 0]);
});

it('pods of one run share one connection, those of two runs do not', async () => {
  const [one, two] = [otherRun(7, ['a', 'b'], content), otherRun(8, ['c'], content)];
  const { outcome } = await update(
    [one, two],
    ['a', 'b', 'c'].map((name) => pod({ name })),
  );
  const clients = outcome.is === 'updated' ? outcome.pods.map(({ client }) => client) : [];
  expect([new Set(clients).size, one.open, two.open]).toEqual([2, 1, 1]);
});
