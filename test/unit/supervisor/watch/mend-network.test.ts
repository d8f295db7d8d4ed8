import { expect, it } from '@jest/globals';
import type { EventBody } from '../../../../src/events/types.ts';
import type { Report } from '../../../../src/lifecycle/state/facts.ts';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import type { SandboxAddress, SandboxConnection } from '../../../../src/supervisor/ports.ts';
import { createNetworkMender } from '../../../../src/supervisor/watch/mend-network.ts';
import { createManualClock } from '../../../simulation/support/manual-clock.ts';
import { capturedPod, engineWith, unreachable } from '../fakes.ts';

const address: SandboxAddress = { ip: '10.0.0.3', network: 'outrider_p' };
const mended: SandboxConnection = { address, mended: true };

function mending(
  answers: readonly (SandboxConnection | undefined | 'fails')[],
  changes: Partial<PodState> = {},
) {
  const clock = createManualClock();
  const posted: Report[] = [];
  const told: EventBody[] = [];
  const addresses: SandboxAddress[] = [];
  const left = [...answers];
  let asked = 0;
  const state = {
    ...initialState(capturedPod, 0),
    sandbox: { status: 'ready', attempt: 2, id: 'h' },
    ...changes,
  } as const;
  const mend = createNetworkMender({
    engine: engineWith({
      connectSandbox: () => {
        asked += 1;
        const answer = left.shift();
        return answer === 'fails' ? Promise.reject(unreachable()) : Promise.resolve(answer);
      },
    }),
    clock,
    loop: { post: (report) => void posted.push(report), state: () => state },
    address: { tell: (one) => void addresses.push(one) },
    tell: (event) => void told.push(event),
    signal: new AbortController().signal,
  });
  return { mend, clock, posted, told, addresses, asked: () => asked };
}

it('a holder that is connected again is told of, with its new address', async () => {
  const { mend, clock, posted, told, addresses } = mending([mended]);
  mend();
  await clock.run(1_000);
  expect(told).toEqual([
    {
      type: 'Warning',
      message: "the pod's holder was disconnected from outrider_p; it is connected again, as 10.0.0.3",
    },
  ]);
  expect(posted).toEqual([{ type: 'sandboxReady', attempt: 2, ...address }]);
  expect(addresses).toEqual([address]);
});

it('one that cannot be connected is told of once, and tried again until it can', async () => {
  const { mend, clock, posted, told } = mending(['fails', 'fails', 'fails', mended]);
  mend();
  mend();
  await clock.run(60_000);
  expect(told.map(({ type }) => type)).toEqual(['SandboxDisconnected', 'Warning']);
  expect(posted).toHaveLength(1);
});

it.each<[string, Partial<PodState>, number]>([
  [
    'a pod that ends',
    { termination: { reason: 'x', startedAt: 0, graceSeconds: 1, afterwards: 'end', running: [] } },
    0,
  ],
  ['a sandbox that is lost', { sandbox: { status: 'lost', attempt: 2, id: 'h' } }, 0],
])('%s is left alone', async (_, changes, asks) => {
  const { mend, clock, asked, told } = mending([mended], changes);
  mend();
  await clock.run(1_000);
  expect({ asked: asked(), told }).toEqual({ asked: asks, told: [] });
});

it.each([undefined, { address, mended: false }])(
  'where nothing has to be mended nothing is told',
  async (answer) => {
    const { mend, clock, posted, told } = mending([answer]);
    mend();
    await clock.run(1_000);
    expect({ posted, told }).toEqual({ posted: [], told: [] });
  },
);
