import { expect, it } from '@jest/globals';
import type { ControlReply } from '../../../src/control/protocol.ts';
import { initialState } from '../../../src/lifecycle/state/initial.ts';
import type { PodState } from '../../../src/lifecycle/state/state.ts';
import { awaitPod, type Goal } from '../../../src/run/await-pod.ts';
import { container, pod } from '../../support/pods.ts';
import { otherRun } from './other-run.ts';

const web = pod({
  name: 'web',
  containers: [container({ name: 'app' })],
  initContainers: [container({ name: 'proxy', role: 'sidecar', restartPolicy: 'Always' })],
});

/** The pod with some of its containers running, under these specification hashes. */
function stateWith(hashes: Readonly<Record<string, string>>, more: Partial<PodState> = {}): PodState {
  const state = initialState(web, 0);
  const containers = Object.fromEntries(
    Object.entries(state.containers).map(([name, one]) =>
      name in hashes ? [name, { ...one, instance: { is: 'running', specHash: hashes[name] } }] : [name, one],
    ),
  );
  return { ...state, ...more, containers: containers as unknown as PodState['containers'] };
}

/** Tells of changes until the pod is where it is wanted; answers after how many. */
async function reached(states: readonly PodState[], goal: Goal, hashes?: Readonly<Record<string, string>>) {
  let at = 0;
  const run = otherRun(
    7,
    ['web'],
    (): ControlReply => ({ type: 'state', state: states[Math.min(at, states.length - 1)]!, now: 0 }),
  );
  const found = run.found();
  if (found.is !== 'there') throw new Error('it is there');
  const awaited = { name: 'web', goal, ...(hashes && { hashes }) };
  let isReached = false;
  const waiting = awaitPod(found.client, awaited).then((how) => {
    isReached = true;
    return how.is;
  });
  for (; at < states.length; at++) {
    // A look is two turns of promises; macrotasks see all of them through.
    await new Promise((resolve) => setImmediate(resolve));
    if (isReached) break;
    run.tell({
      type: 'event',
      event: { type: 'Warning', message: '', pod: 'web', project: 'p', seq: at, time: '' },
    });
  }
  await new Promise((resolve) => setImmediate(resolve));
  return isReached ? [await waiting, at] : ['waits', at];
}

const nothing = stateWith({});
const app = stateWith({ app: 'old' });
const both = stateWith({ app: 'old', proxy: 'old' });

it('supervised is enough at once where no more is wanted', async () => {
  expect(await reached([nothing], 'supervised')).toEqual(['reached', 0]);
});

it('it runs when its app containers do, whatever happened before the look', async () => {
  expect(await reached([app], 'running')).toEqual(['reached', 0]);
  expect(await reached([nothing, nothing], 'running')).toEqual(['waits', 2]);
});

it('it is there when it is Ready, where that is waited for', async () => {
  expect(await reached([both], 'ready')).toEqual(['waits', 1]);
  expect(await reached([{ ...both, ready: true }], 'ready')).toEqual(['reached', 0]);
});

it('containers that are being replaced are waited for, sidecars too', async () => {
  const wanted = { app: 'new', proxy: 'old' };
  expect(await reached([both], 'running', wanted)).toEqual(['waits', 1]);
  expect(await reached([stateWith({ app: 'new' })], 'running', wanted)).toEqual(['waits', 1]);
  expect(await reached([stateWith(wanted)], 'running', wanted)).toEqual(['reached', 0]);
});

it('a pod that is being stopped is not there, though its containers still run', async () => {
  expect(await reached([{ ...both, ready: true, finished: true }], 'running')).toEqual(['waits', 1]);
});

it('a pod that ends instead is told with its ending', async () => {
  const run = otherRun(7, ['web'], (): ControlReply => ({ type: 'state', state: nothing, now: 0 }));
  const found = run.found();
  if (found.is !== 'there') throw new Error('it is there');
  const waiting = awaitPod(found.client, { name: 'web', goal: 'ready' });
  run.tell({ type: 'ended', pod: 'other', exitCode: 0 });
  run.tell({ type: 'ended', pod: 'web', exitCode: 3, failure: 'app exited 3' });
  expect(await waiting).toMatchObject({ is: 'ended', ending: { exitCode: 3 } });
});
