import { expect, it } from '@jest/globals';
import type { EventBody } from '../../../../src/events/types.ts';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import type { Pod } from '../../../../src/pod/model.ts';
import type { Engine } from '../../../../src/supervisor/ports.ts';
import { lookInside } from '../../../../src/supervisor/watch/look-inside.ts';
import { capturedPod, contextWith, runResult } from '../fakes.ts';

const [container] = capturedPod.containers;
const limited: Pod = {
  ...capturedPod,
  containers: [{ ...container!, resources: { memoryBytes: 100 } }],
};
const running = (pod: Pod): PodState => {
  const state = initialState(pod, 0);
  const a1 = {
    ...state.containers['a1']!,
    instance: { is: 'running', id: 'c1' },
  } as PodState['containers'][string];
  return {
    ...state,
    sandbox: { ...state.sandbox, status: 'ready' } as PodState['sandbox'],
    containers: { a1 },
  };
};

/** What is told of a pod within a while. */
async function seen(calls: Partial<Engine>, pod = capturedPod, changes: Partial<PodState> = {}, ms = 60_000) {
  const { context, clock, waiting } = contextWith({
    inNamespace: async () => runResult(0, ''),
    now: async () => clock.wall(),
    ...calls,
  });
  const told: EventBody[] = [];
  const state = { ...running(pod), ...changes };
  lookInside(
    { state: () => state },
    { engine: context.engine, clock, tell: (event) => told.push(event), signal: waiting.signal },
  );
  await clock.run(ms);
  waiting.abort();
  await clock.run(ms);
  return told;
}

const sockets =
  'LISTEN 0 5 0.0.0.0:8080 0.0.0.0:* uid:1337 ino:1 sk:1\nLISTEN 0 5 127.0.0.1:80 0.0.0.0:* ino:2 sk:2\n';

it('who listens is told once, and again when it has changed', async () => {
  let looks = 0;
  const told = await seen({ inNamespace: async () => runResult(0, ++looks < 4 ? sockets : '') });
  expect(told).toEqual([
    {
      type: 'PortsListened',
      listeners: [
        { address: '127.0.0.1', port: 80, uid: 0 },
        { address: '*', port: 8080, uid: 1337 },
      ],
    },
    { type: 'PortsListened', listeners: [] },
  ]);
});

it('memory is told when it comes near the limit, and when it is well below it again', async () => {
  const used = [50, 95, 85, 99, 70, 89];
  const told = await seen({ usage: async () => ({ bytes: used.shift() ?? 10, limitBytes: 100 }) }, {
    ...limited,
    capture: undefined,
  } as unknown as Pod);
  expect(told.map((event) => event.type === 'MemoryUsed' && [event.bytes, event.isHigh])).toEqual([
    [95, true],
    [70, false],
  ]);
});

it.each([
  [3_600_000, [3_600_000]],
  [-9_000, [-9_000]],
  [900, []],
])('a clock that is %i ms ahead', async (by, aheadMs) => {
  const { clock } = contextWith({});
  const told = await seen({ now: async () => clock.wall() + by + 2_000 }, undefined, {}, 2_500);
  const clocks = told.flatMap((event) => (event.type === 'ClockCompared' ? [event.aheadMs] : []));
  expect(clocks).toEqual(aheadMs);
});

it('a pod that ends, or has no network namespace, is left alone', async () => {
  const termination = { reason: 'x' } as PodState['termination'];
  const sandbox = { status: 'creating' } as unknown as PodState['sandbox'];
  const looks: number[] = [];
  const inNamespace = async () => runResult(looks.push(1), '');
  expect(await seen({ inNamespace }, undefined, { termination } as Partial<PodState>)).toEqual([]);
  expect(await seen({ inNamespace }, undefined, { sandbox })).toEqual([]);
  expect(looks).toEqual([]);
});

it('a look that fails is made again the next time', async () => {
  let looks = 0;
  const inNamespace = async () => {
    looks += 1;
    if (looks < 3) throw new Error('the engine is away');
    return runResult(0, sockets);
  };
  expect((await seen({ inNamespace })).map(({ type }) => type)).toEqual(['PortsListened']);
});
