import { describe, expect, it } from '@jest/globals';
import { defaultSettings } from '../../src/lifecycle/state/settings.ts';
import { redact } from '../../src/pod/redact.ts';
import { type EndRequest, endPod } from '../../src/run/end-pod.ts';
import { createJournal } from '../../src/supervisor/journal.ts';
import { type Engine, EngineError, type RunIdentity } from '../../src/supervisor/ports.ts';
import { app, sidecar } from '../support/scenario/plan.ts';
import { settled } from './support/simulate.ts';
import { createMachine, type Machine, type SimulatedRun } from './support/simulate-run.ts';
import { someRun } from './support/simulated-sandbox.ts';
import { stubCapturer } from './support/stub-capturer.ts';

const pair = {
  restartPolicy: 'Always',
  containers: [sidecar('s1', { term: 1 }), app('r1', { d: 6000, term: 5 })],
} as const;
const job = { restartPolicy: 'Never', containers: [app('r1', { d: 1 })] } as const;

const isReady = ({ events }: SimulatedRun): boolean => events.some(({ type }) => type === 'PodReady');

async function ready(machine: Machine, run: SimulatedRun): Promise<void> {
  await machine.clock.run(60_000, () => isReady(run));
  expect(isReady(run)).toBe(true);
}

/** The engine as a run sees it that removes nothing before the other's pod is ready. */
function late(engine: Engine, { clock, pause }: Machine, other: SimulatedRun): Engine {
  const untilReady = async (): Promise<void> => {
    while (!isReady(other) && clock.monotonic() < 60_000) await pause(100);
  };
  return {
    ...engine,
    removePod: async (signal) => {
      await untilReady();
      return engine.removePod(signal);
    },
    removeSeen: async (seen, signal) => {
      await untilReady();
      return engine.removeSeen(seen, signal);
    },
  };
}

const ids = ({ engine }: Machine): readonly string[] => [...engine.containers.keys()];

/** The process dies: nothing of it runs any more, and its connection to the holder is closed. */
function kill(machine: Machine, run: SimulatedRun, name: string): void {
  for (const supervisor of run.supervisors()) supervisor.abandon();
  machine.engine.dropLock();
  machine.standing.set(name, 'ended');
}

describe('a pod with immutable data', () => {
  it('that nobody supervises any more is not taken over with other data, and runs on as it is', async () => {
    const machine = createMachine(pair);
    const withData = (digest: string) => ({
      ...machine.pod,
      immutableData: { 'ConfigMap settings': digest },
    });
    const first = machine.run('a', { pod: withData('one') });
    await ready(machine, first);
    kill(machine, first, 'a');
    const before = ids(machine);
    const through = (engine: Engine): Engine => ({
      ...engine,
      observe: async (signal) => ({ ...(await engine.observe(signal)), spec: redact(withData('one')) }),
    });
    const second = machine.run('b', { pod: withData('two'), through });
    expect(await settled(machine.clock, second.ended)).toMatchObject({
      is: 'refused',
      problems: [expect.stringContaining('ConfigMap settings is immutable, and its data changed')],
    });
    expect(ids(machine)).toEqual(before);
    const third = machine.run('c', { pod: withData('one'), through });
    await ready(machine, third);
    expect(ids(machine)).toEqual(before);
  });
});

describe('a run over a simulated engine', () => {
  it('makes a pod, supervises it to its end, and leaves nothing', async () => {
    const machine = createMachine(job);
    const run = machine.run('a');
    const outcome = await settled(machine.clock, run.ended);
    expect(outcome).toMatchObject({ is: 'ended', pods: [{ is: 'ended', state: { phase: 'Succeeded' } }] });
    expect(run.events.at(-1)?.type).toBe('PodRemoved');
    expect([ids(machine), machine.engine.holder()]).toEqual([[], undefined]);
  });

  it('of two at once, one has the pod and the other touches nothing', async () => {
    const machine = createMachine(pair);
    const runs = [machine.run('a'), machine.run('b')];
    await machine.clock.run(60_000, () => runs.some(isReady));
    const [winner, loser] = isReady(runs[0]!) ? runs : [runs[1]!, runs[0]!];
    const before = ids(machine);
    const outcome = await settled(machine.clock, loser!.ended);
    expect(outcome).toMatchObject({ is: 'ended', pods: [{ is: 'held', pod: 'pod' }] });
    expect(ids(machine)).toEqual(before);
    winner!.stop('it is over');
    expect(await settled(machine.clock, winner!.ended)).toEqual({ is: 'interrupted', killed: false });
    expect(ids(machine)).toEqual([]);
  });

  it('that meets a pod of another run is told who has it, and changes nothing', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a', { pid: 4711 });
    await ready(machine, first);
    const before = ids(machine);
    const second = machine.run('b');
    const outcome = await settled(machine.clock, second.ended);
    expect(outcome).toMatchObject({ is: 'held', pod: 'pod', by: { run: 'a', pid: 4711 } });
    expect([ids(machine), second.events]).toEqual([before, []]);
  });

  it('that meets a pod of a run that is stopped leaves it, too', async () => {
    const machine = createMachine(pair);
    await ready(machine, machine.run('a'));
    machine.standing.set('a', 'stopped');
    const outcome = await settled(machine.clock, machine.run('b').ended);
    expect(outcome).toMatchObject({ is: 'held', by: { run: 'a' } });
  });

  it('takes over what a dead run has left, and starts nothing again', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a');
    await ready(machine, first);
    const before = ids(machine);
    kill(machine, first, 'a');
    const second = machine.run('b');
    await ready(machine, second);
    expect(ids(machine)).toEqual(before);
    second.stop('it is over');
    await settled(machine.clock, second.ended);
    const stops = second.events.flatMap((event) =>
      event.type === 'StopSignalSent' ? [event.container] : [],
    );
    expect(stops).toEqual(['r1', 's1']);
  });

  it('takes the lock from a process that has ended without its connection having noticed', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a');
    await ready(machine, first);
    for (const supervisor of first.supervisors()) supervisor.abandon();
    machine.standing.set('a', 'ended');
    await ready(machine, machine.run('b'));
    expect(machine.engine.holder()?.lock?.run).toBe('b');
  });

  it('that is to end while it looks at the engine ends without an error', async () => {
    const machine = createMachine(pair);
    const run = machine.run('a', {
      through: (engine) => ({
        ...engine,
        observe: (signal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(new EngineError('aborted', 'gave up')));
          }),
      }),
    });
    run.stop('interrupted (Ctrl-C)');
    expect(await settled(machine.clock, run.ended)).toEqual({ is: 'interrupted', killed: false });
  });

  it('leaves its pods to another one', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a');
    await ready(machine, first);
    const before = ids(machine);
    first.leave();
    expect(await settled(machine.clock, first.ended)).toEqual({ is: 'left' });
    // Who asks for the pods from now on means the next run.
    expect([first.supervisors(), first.isClosed()]).toEqual([[], true]);
    const second = machine.run('b');
    await ready(machine, second);
    expect(ids(machine)).toEqual(before);
  });

  it('keeps the containers of a pod that has ended, and runs it again when it is asked for again', async () => {
    const machine = createMachine(job);
    const first = machine.run('a', { keep: true });
    await settled(machine.clock, first.ended);
    expect([ids(machine).length, machine.engine.holder()?.running]).toEqual([1, false]);
    const second = machine.run('b');
    await settled(machine.clock, second.ended);
    expect(second.events.map(({ type }) => type)).toContain('ContainerCreated');
  });

  it('removes what it would keep when another terminal asks for its end', async () => {
    const machine = createMachine(pair);
    const run = machine.run('a', { keep: true });
    await ready(machine, run);
    run.controlled().down('pod', 'outrider down', undefined);
    await settled(machine.clock, run.ended);
    expect([ids(machine), machine.engine.holder()]).toEqual([[], undefined]);
  });

  it('of two at once that meet a pod that has ended, one has it and the other removes nothing of the new one', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a', { keep: true });
    await ready(machine, first);
    first.stop('it is over');
    await settled(machine.clock, first.ended);
    const winner = machine.run('b');
    // The slow one has seen the same as the other, and comes to act on it when the other has made the pod anew.
    const slow = machine.run('c', { through: (engine) => late(engine, machine, winner) });
    await ready(machine, winner);
    const before = ids(machine);
    expect(await settled(machine.clock, slow.ended)).toMatchObject({
      is: 'ended',
      pods: [{ is: 'held', pod: 'pod' }],
    });
    expect(ids(machine)).toEqual(before);
    expect(winner.events.filter(({ type }) => type === 'SandboxReady')).toHaveLength(1);
  });

  it('waits for a down that has the pod, and then makes it', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a');
    await ready(machine, first);
    kill(machine, first, 'a');
    const ending = end(machine, { task: 'down', run: 'd' });
    await machine.clock.run(1_000);
    const second = machine.run('b');
    await ready(machine, second);
    expect(await settled(machine.clock, ending)).toEqual({ is: 'removed' });
    expect(second.said).toEqual([expect.stringContaining('waiting for the end of pod pod')]);
  });

  it('stops its pod in order when a judgement throws, and says that it was a defect', async () => {
    const machine = createMachine(pair);
    const run = machine.run('a');
    await ready(machine, run);
    // A fact that nobody can judge, as a client of another version could have sent it.
    run.supervisors()[0]!.post({ type: 'specChanged' } as never);
    const outcome = await settled(machine.clock, run.ended);
    expect(outcome).toMatchObject({ is: 'ended', pods: [{ is: 'defect', pod: 'pod' }] });
    const stops = run.events.flatMap((event) => (event.type === 'StopSignalSent' ? [event.container] : []));
    expect(stops).toEqual(['r1', 's1']);
    expect([ids(machine), machine.engine.holder()]).toEqual([[], undefined]);
  });

  it('that loses the pod to another run ends without touching it', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a');
    await ready(machine, first);
    const before = ids(machine);
    first.engine.hearHeld({ ...someRun, run: 'b' });
    const outcome = await settled(machine.clock, first.ended);
    expect(outcome).toMatchObject({ is: 'ended', pods: [{ is: 'held', by: { run: 'b' } }] });
    expect(ids(machine)).toEqual(before);
  });
});

function end(
  { engine, clock, neighbours, pause, pod }: Machine,
  identity: Partial<RunIdentity>,
  request: Partial<EndRequest> = {},
  through: (engine: Engine) => Engine = (engine) => engine,
) {
  const journal = createJournal('simulated', clock.wall);
  const ports = { clock, neighbours, pause, journal, capturer: stubCapturer, settings: defaultSettings };
  const own = through(engine.as({ ...someRun, run: 'd', task: 'down', ...identity }));
  return endPod(
    { pod, reason: 'outrider down', ...request },
    { ...ports, engine: own, findRuns: async () => [], say: () => {}, tell: () => {} },
    new AbortController().signal,
  );
}

describe('the end of a pod over a simulated engine', () => {
  it('kills a supervisor that is stopped, and stops the pod in order', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a');
    await ready(machine, first);
    for (const supervisor of first.supervisors()) supervisor.abandon();
    machine.standing.set('a', 'stopped');
    expect(await settled(machine.clock, end(machine, {}))).toEqual({ is: 'removed' });
    expect(machine.signals).toEqual(['SIGKILL a']);
    expect([ids(machine), machine.engine.holder()]).toEqual([[], undefined]);
  });

  it('looks again at a lock that cannot be asked because its holder is being removed', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a');
    await ready(machine, first);
    machine.neighbours.signal = () => {
      first.stop('told to end');
      void first.ended.then(() => machine.standing.set('a', 'ended'));
      return true;
    };
    let asked = 0;
    const closing = (engine: Engine): Engine => ({
      ...engine,
      owner: async () => {
        asked += 1;
        throw new EngineError('engine', 'its connection closed');
      },
    });
    expect(await settled(machine.clock, end(machine, {}, {}, closing))).toEqual({ is: 'removed' });
    expect(asked).toBeGreaterThan(1);
    expect([ids(machine), machine.engine.holder()]).toEqual([[], undefined]);
  });

  it('goes on when a supervisor has ended by itself before it could be told to', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a');
    await ready(machine, first);
    machine.neighbours.signal = () => {
      kill(machine, first, 'a');
      return false;
    };
    expect(await settled(machine.clock, end(machine, {}))).toEqual({ is: 'removed' });
    expect([ids(machine), machine.engine.holder()]).toEqual([[], undefined]);
  });

  it('of which nothing was there removes nothing that another run has made meanwhile', async () => {
    const machine = createMachine(pair);
    let run: SimulatedRun | undefined;
    const ending = end(machine, {}, {}, (engine) => ({
      ...engine,
      observe: async (signal) => {
        const seen = await engine.observe(signal);
        run = machine.run('a');
        await machine.pause(10_000);
        return seen;
      },
    }));
    expect(await settled(machine.clock, ending)).toEqual({ is: 'removed' });
    expect(isReady(run!)).toBe(true);
    expect(machine.engine.holder()?.lock?.run).toBe('a');
    expect(ids(machine)).toHaveLength(2);
  });

  it('leaves a pod whose supervisor lives on another machine', async () => {
    const machine = createMachine(pair);
    await ready(machine, machine.run('a'));
    machine.standing.set('a', 'elsewhere');
    machine.neighbours.signal = () => false;
    const before = ids(machine);
    expect(await settled(machine.clock, end(machine, {}))).toMatchObject({ is: 'held', by: { run: 'a' } });
    expect(ids(machine)).toEqual(before);
  });

  it('asks a supervisor that it cannot reach to end in order', async () => {
    const machine = createMachine(pair);
    const first = machine.run('a');
    await ready(machine, first);
    machine.neighbours.signal = (_of, signal) => {
      machine.signals.push(signal);
      first.stop('received SIGTERM');
      return true;
    };
    expect(await settled(machine.clock, end(machine, {}))).toEqual({ is: 'removed' });
    expect(machine.signals).toEqual(['SIGTERM']);
    expect(await settled(machine.clock, first.ended)).toEqual({ is: 'interrupted', killed: false });
  });
});
