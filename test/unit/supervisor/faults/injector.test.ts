import { expect, it } from '@jest/globals';
import type { EventBody } from '../../../../src/events/types.ts';
import type { ActiveFault, FaultOrder } from '../../../../src/faults/fault.ts';
import type { Report } from '../../../../src/lifecycle/state/facts.ts';
import { initialState } from '../../../../src/lifecycle/state/initial.ts';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import { createFaultInjector } from '../../../../src/supervisor/faults/injector.ts';
import { createManualClock } from '../../../simulation/support/manual-clock.ts';
import { pod } from '../../../support/pods.ts';

const web = pod();
const loss: FaultOrder = { fault: { kind: 'loss', percent: 5 }, forMs: 10_000 };
const pause: FaultOrder = { fault: { kind: 'pause' }, container: 'app', forMs: 10_000 };

function runningState(id = 'c1'): PodState {
  const fresh = initialState(web, 0);
  const instance = { is: 'running', id, stopSignal: 'SIGQUIT' } as never;
  return {
    ...fresh,
    sandbox: { status: 'ready', attempt: 0 },
    containers: { app: { ...fresh.containers['app']!, instance } },
  };
}

/** An injector over an engine that remembers what is on. */
function injecting({ left = [] as readonly ActiveFault[], breaks = false } = {}) {
  const clock = createManualClock();
  const on = new Map(left.map((fault) => [fault.id, fault]));
  const told: string[] = [];
  const posted: Report[] = [];
  let state = runningState();
  const put = async (fault: ActiveFault): Promise<void> => {
    if (breaks) throw new Error('the kernel has no sch_netem');
    on.set(fault.id, fault);
  };
  const injector = createFaultInjector({
    engine: {
      addPackets: put,
      addPause: put,
      list: async () => [...on.values()],
      clear: async (ids) => ids.forEach((id) => void on.delete(id)),
    },
    clock,
    state: () => state,
    post: (report) => void posted.push(report),
    tell: (event: EventBody) => {
      if (event.type === 'FaultInjected') told.push(`${event.words} on for ${event.forMs}`);
      if (event.type === 'FaultCleared') told.push(`${event.words} off: ${event.message}`);
    },
    warn: (message) => void told.push(message),
  });
  const become = (next: PodState): void => {
    state = next;
    injector.heed(next);
  };
  return { injector, clock, on, told, posted, become };
}

it('a fault is off after its time, on the engine before that is told', async () => {
  const { injector, clock, on, told } = injecting();
  await injector.add(loss);
  await clock.run(4000);
  expect(injector.list()).toEqual([{ id: 'f1', words: 'loss=5%', leftMs: 6000 }]);
  await clock.run(6001);
  expect([...on.keys()]).toEqual([]);
  expect(told).toEqual(['loss=5% on for 10000', 'loss=5% off: its time is over']);
});

it('faults are taken off on request, each told once', async () => {
  const { injector, clock, told } = injecting();
  await injector.add(loss);
  await injector.add(pause);
  expect((await injector.clear(['f2'])).map(({ words }) => words)).toEqual(['pause']);
  expect((await injector.clear([])).map(({ words }) => words)).toEqual(['loss=5%']);
  await clock.run(20_000);
  expect(told.slice(2)).toEqual(['pause off: it was cleared', 'loss=5% off: it was cleared']);
});

it('a fault that the engine refuses is not on, and its reason is for the one who asked', async () => {
  const { injector, told } = injecting({ breaks: true });
  await expect(injector.add(loss)).rejects.toThrow('sch_netem');
  expect({ told, list: injector.list() }).toEqual({ told: [], list: [] });
});

it('a fault ends with what it is on', async () => {
  const { injector, told, become } = injecting();
  await injector.add(loss);
  await injector.add(pause);
  become(runningState('c2'));
  expect(injector.list().map(({ words }) => words)).toEqual(['loss=5%']);
  become({ ...runningState('c2'), sandbox: { status: 'lost', attempt: 0 } });
  expect(told.slice(2)).toEqual([
    'pause off: the instance that it was on has ended',
    'loss=5% off: the network namespace that it was on has ended',
  ]);
});

it('a signal is sent once and is nothing that is on', async () => {
  const { injector, told, posted } = injecting();
  await injector.add({ fault: { kind: 'stop-signal' }, container: 'app', forMs: 0 });
  expect(posted).toEqual([{ type: 'killContainer', container: 'app', signal: 'SIGQUIT' }]);
  expect({ told, list: injector.list() }).toEqual({ told: ['stop-signal on for 0'], list: [] });
});

it('a container that does not run is not harmed', async () => {
  const { injector, become } = injecting();
  become(initialState(web, 0));
  await expect(injector.add(pause)).rejects.toThrow('app does not run now');
  await expect(injector.add(loss)).rejects.toThrow('no network namespace');
});

it('what a supervisor has left on is told and ended by the next one, whose ids are others', async () => {
  const { injector, clock, on, told } = injecting({ left: [{ id: 'f1', words: 'dns=fail', leftMs: 5000 }] });
  injector.takeOver();
  await injector.add(loss);
  expect([...on.keys()]).toEqual(['f1', 'f2']);
  await clock.run(5001);
  expect(told).toEqual(['dns=fail on for 5000', 'loss=5% on for 10000', 'dns=fail off: its time is over']);
});
