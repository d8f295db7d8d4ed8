import { expect, it } from '@jest/globals';
import type { Report } from '../../../../src/lifecycle/state/facts.ts';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import type { Instance, PodState } from '../../../../src/lifecycle/state/state.ts';
import type { Notice, Observed } from '../../../../src/supervisor/ports.ts';
import { watch } from '../../../../src/supervisor/watch/watcher.ts';
import { createManualClock } from '../../../simulation/support/manual-clock.ts';
import { capturedPod, engineWith, unreachable } from '../fakes.ts';

const created = { id: 'c', stopSignal: 'SIGTERM', specHash: 'x' };
const exited = { is: 'exited', exitCode: 3, oomKilled: false, startedAt: 5, finishedAt: 9 } as const;
const holder = {
  id: 'h',
  attempt: 0,
  running: true,
  createdAt: 0,
  address: { ip: '10.0.0.2', network: 'n' },
};
const seen = {
  id: 'c',
  name: 'a1',
  role: 'app',
  attempt: 0,
  specHash: 'x',
  image: 'demo:1',
  stopSignal: 'SIGTERM',
  state: exited,
} as const;

function stateWith(instance: Instance): PodState {
  const fresh = initialState(capturedPod, 0);
  return {
    ...fresh,
    sandbox: { status: 'ready', attempt: 0, id: 'h' },
    containers: { a1: { ...fresh.containers['a1']!, instance } },
  };
}

interface Watched {
  readonly notices: readonly Notice[];
  /** One after another, the last for ever; absent is an engine that does not answer. */
  readonly looks: readonly (Observed | undefined)[];
  readonly instance?: Instance;
  readonly adopted?: boolean;
}

async function watched({
  notices,
  looks,
  instance = { is: 'starting', ...created },
  adopted = false,
}: Watched) {
  const clock = createManualClock();
  const posted: Report[] = [];
  const warnings: string[] = [];
  let reconnected = 0;
  let networkLost = 0;
  const answers = [...looks];
  const engine = engineWith({
    terminationLog: async () => undefined,
    async *watch() {
      yield* notices;
    },
    observe: () => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer ? Promise.resolve(answer) : Promise.reject(unreachable());
    },
  });
  const loop = { post: (report: Report) => void posted.push(report), state: () => stateWith(instance) };
  const done = watch(
    {
      engine,
      clock,
      loop,
      warn: (message) => void warnings.push(message),
      reconnected: () => {
        reconnected += 1;
      },
      networkLost: () => {
        networkLost += 1;
      },
      signal: new AbortController().signal,
    },
    adopted,
  );
  await clock.run(3_600_000);
  await done;
  return { posted, warnings, reconnected, networkLost };
}

const back: Notice = { type: 'reconnected' };
const exit = { type: 'exited', container: 'a1', attempt: 0, exitCode: 3, oomKilled: false };

it.each(['starting', 'prepared'] as const)(
  'an exit behind a break is told of an instance that is %s',
  async (is) => {
    const { posted } = await watched({
      notices: [back],
      looks: [{ sandbox: holder, containers: [seen] }],
      instance: { is, ...created },
    });
    expect(posted).toEqual([exit]);
  },
);

it('an engine that is back but cannot be looked at is looked at again, without a word on a hiccup', async () => {
  const { posted, warnings, reconnected } = await watched({
    notices: [back],
    looks: [undefined, undefined, { sandbox: holder, containers: [seen] }],
  });
  expect(posted).toEqual([exit]);
  expect(warnings).toEqual([]);
  expect(reconnected).toBe(1);
});

it('a supervisor that cannot watch for long says so once, and once more when it can again', async () => {
  const away: Notice = { type: 'disconnected', message: 'no Docker engine answers' };
  const looks = [...Array.from({ length: 50 }, () => undefined), { sandbox: holder, containers: [seen] }];
  const { posted, warnings } = await watched({ notices: [away, away, back], looks });
  expect(posted).toEqual([exit]);
  expect(warnings).toEqual([
    'nobody tells what happens to the pod, until the engine answers again: no Docker engine answers',
    'the engine answers again, and the pod was looked at',
  ]);
});

it('the notices behind a look that failed are heard', async () => {
  const notice: Notice = { type: 'exited', id: 'c', exitCode: 3, oomKilled: false };
  const { posted } = await watched({
    notices: [back, notice],
    looks: [undefined, { sandbox: holder, containers: [{ ...seen, state: { is: 'created' } }] }],
  });
  expect(posted).toEqual([exit]);
});

it('an adopted pod is looked at before the first notice, as often as it takes', async () => {
  const { posted } = await watched({
    notices: [],
    looks: [undefined, { sandbox: { ...holder, running: false }, containers: [] }],
    adopted: true,
  });
  expect(posted).toEqual([
    { type: 'sandboxLost', attempt: 0, message: 'it was gone after a lost connection' },
    { type: 'vanished', container: 'a1', attempt: 0 },
  ]);
});

it('a holder without its network is noticed from its event, behind a break, and when a pod is adopted', async () => {
  const running = { ...seen, state: { is: 'created' } } as const;
  const connected: Observed = { sandbox: holder, containers: [running] };
  const { address: _, ...alone } = holder;
  const disconnected: Observed = { sandbox: alone, containers: [running] };
  const lost = async (notices: readonly Notice[], look: Observed, adopted = false): Promise<number> =>
    (await watched({ notices, looks: [look], adopted })).networkLost;
  expect(await lost([{ type: 'networkLost', id: 'h' }], connected)).toBe(1);
  expect(await lost([{ type: 'networkLost', id: 'other' }], connected)).toBe(0);
  expect(await lost([back], disconnected)).toBe(1);
  expect(await lost([back], connected)).toBe(0);
  expect(await lost([], disconnected, true)).toBe(1);
});
