import { describe, expect, it } from '@jest/globals';
import { waitsFor } from '../../../src/lifecycle/end/order.ts';
import type { PodPlan } from '../../support/scenario/plan.ts';
import { app, init, sidecar } from '../../support/scenario/plan.ts';
import type { Driven } from './support/drive.ts';
import { drive, stopsAfter } from './support/drive.ts';
import type { Condition } from './support/states.ts';
import { begin, podFrom, settings, stateOf } from './support/states.ts';

const stopPod = (graceSeconds: number) =>
  ({ type: 'stopPod', reason: 'test', graceSeconds, at: begin }) as const;

const all = (...names: readonly string[]): Record<string, Condition> =>
  Object.fromEntries(names.map((name) => [name, 'running']));

const three: PodPlan = {
  restartPolicy: 'Never',
  containers: [sidecar('s1'), sidecar('s2'), sidecar('s3'), app('r')],
};

/** Who got the stop signal when, in seconds, and with how much time. */
function signals({ told }: Driven): readonly string[] {
  return told.flatMap(({ at, event }) =>
    event.type === 'StopSignalSent'
      ? [`${event.container} at ${(at - begin) / 1000} for ${event.graceSeconds}`]
      : [],
  );
}

function kills({ told }: Driven): readonly string[] {
  return told.flatMap(({ at, event }) =>
    event.type === 'ContainerKilled' ? [`${event.container} at ${(at - begin) / 1000}`] : [],
  );
}

describe('the order of termination', () => {
  it('row 122: a sidecar waits for the app container, the app container for nobody', () => {
    const pod = podFrom({ restartPolicy: 'Never', containers: [sidecar('s1'), app('r')] });
    const { state } = drive(stateOf(pod, all('s1', 'r')), [stopPod(30)], settings, () => [], begin);
    expect(waitsFor(state, 's1')).toEqual(['r']);
    expect(waitsFor(state, 'r')).toEqual([]);
  });

  it('row 123: each sidecar waits for the one after it', () => {
    const state = stateOf(podFrom(three), all('s1', 's2', 's3', 'r'));
    const run = drive(
      state,
      [stopPod(30)],
      settings,
      stopsAfter(() => 1250),
    );
    expect(signals(run)).toEqual([
      'r at 0 for 30',
      's3 at 1.25 for 29',
      's2 at 2.5 for 28',
      's1 at 3.75 for 27',
    ]);
    expect(run.state.phase).toBe('Succeeded');
  });

  it('row 124: nobody waits longer than the grace period', () => {
    const state = stateOf(podFrom(three), all('s1', 's2', 's3', 'r'));
    const run = drive(
      state,
      [stopPod(2)],
      settings,
      stopsAfter(() => 1000),
    );
    expect([...signals(run)].sort()).toEqual([
      'r at 0 for 2',
      's1 at 2 for 2',
      's2 at 2 for 2',
      's3 at 1 for 2',
    ]);
  });

  it('a restart that is asked for while the pod ends changes nothing: no new beginning, no shorter grace period', () => {
    const pod = podFrom({ restartPolicy: 'Always', grace: 5, containers: [app('r')] });
    const run = drive(
      stateOf(pod, all('r')),
      [stopPod(30), { type: 'restartPod', at: begin + 1000 }],
      settings,
      stopsAfter(() => 20_000),
    );
    expect(kills(run)).toEqual([]);
    expect(run.told.filter(({ event }) => event.type === 'PodTerminating')).toHaveLength(1);
    expect(run.state.finished).toBe(true);
  });

  it('what did not run when termination began blocks nobody', () => {
    const state = stateOf(podFrom(three), { s1: 'running', s2: 'created', s3: { exited: 1 }, r: 'created' });
    const run = drive(
      { ...state, containers: { ...state.containers, s3: { ...state.containers['s3']!, everRan: true } } },
      [stopPod(30)],
      settings,
      stopsAfter(() => 0),
    );
    expect(signals(run)).toEqual(['s1 at 0 for 30']);
  });

  it('an init container that runs gets its signal at once, and no sidecar waits for it', () => {
    const pod = podFrom({ restartPolicy: 'Never', containers: [sidecar('s1'), init('i1'), app('r')] });
    const run = drive(
      stateOf(pod, all('s1', 'i1')),
      [stopPod(30)],
      settings,
      stopsAfter(() => 5000),
    );
    expect(signals(run)).toEqual(['s1 at 0 for 30', 'i1 at 0 for 30']);
  });

  it('when the app container outstays its time, the sidecars get their signal together', () => {
    const lasts: Record<string, number> = { r: 20_000, s1: 20_000, s2: 1000, s3: 20_000 };
    const state = stateOf(podFrom(three), all('s1', 's2', 's3', 'r'));
    const run = drive(
      state,
      [stopPod(5)],
      settings,
      stopsAfter((name) => lasts[name]!),
    );
    expect(signals(run)).toEqual(['r at 0 for 5', 's1 at 5 for 2', 's2 at 5 for 2', 's3 at 5 for 2']);
    expect(kills(run)).toEqual(['r at 5', 's1 at 7', 's3 at 7']);
  });

  it('when a sidecar outstays its time, the one before it has two seconds', () => {
    const lasts: Record<string, number> = { r: 1000, s1: 1000, s2: 20_000, s3: 1000 };
    const state = stateOf(podFrom(three), all('s1', 's2', 's3', 'r'));
    const run = drive(
      state,
      [stopPod(5)],
      settings,
      stopsAfter((name) => lasts[name]!),
    );
    expect(signals(run)).toEqual(['r at 0 for 5', 's3 at 1 for 4', 's2 at 2 for 3', 's1 at 5 for 2']);
    expect(kills(run)).toEqual(['s2 at 5']);
  });
});

describe('the grace period', () => {
  const withHook: PodPlan = {
    restartPolicy: 'Never',
    containers: [app('r', { preStop: { by: 'command', d: 3 } })],
  };
  const hookTakes = (ms: number) => (command: Parameters<ReturnType<typeof stopsAfter>>[0], at: number) =>
    command.type === 'runHook'
      ? ([
          {
            type: 'hookFinished',
            at: at + ms,
            container: command.container,
            attempt: 0,
            hook: 'preStop',
            ok: true,
            message: '',
          },
        ] as const)
      : stopsAfter(() => Number.POSITIVE_INFINITY)(command, at);

  it('loses the whole seconds of the hook', () => {
    const run = drive(stateOf(podFrom(withHook), all('r')), [stopPod(10)], settings, hookTakes(3900));
    expect(signals(run)).toEqual(['r at 3.9 for 7']);
    expect(kills(run)).toEqual(['r at 10.9']);
  });

  it('leaves a hook that never ends behind, and two seconds for the signal', () => {
    const run = drive(
      stateOf(podFrom(withHook), all('r')),
      [stopPod(30)],
      settings,
      hookTakes(1e9),
      begin + 60_000,
    );
    expect(signals(run)).toEqual(['r at 30 for 2']);
    expect(kills(run)).toEqual(['r at 32']);
  });

  it('of 0 is one of 1: hooks run, the order is kept, and a signal has its two seconds', () => {
    const pod = podFrom({ ...three, containers: [...three.containers, ...withHook.containers].slice(2) });
    const names = { s3: 'running', r: 'running' } as const;
    const run = drive(
      stateOf({ ...pod, containers: [pod.containers.at(-1)!] }, names),
      [stopPod(0)],
      settings,
      hookTakes(1e9),
      begin + 60_000,
    );
    expect(signals(run)).toEqual(['s3 at 1 for 2', 'r at 1 for 2']);
    expect(kills(run)).toEqual(['s3 at 3', 'r at 3']);
  });

  const again = (graceSeconds: number) =>
    ({ type: 'stopPod', reason: 'again', graceSeconds, at: begin + 4000 }) as const;

  it('is shortened by a second request', () => {
    const run = drive(
      stateOf(podFrom(three), all('s1', 's2', 's3', 'r')),
      [stopPod(30), again(3)],
      settings,
      stopsAfter(() => 1e6),
    );
    expect(kills(run)[0]).toBe('r at 7');
    expect(signals(run).slice(1)).toEqual(['s1 at 7 for 2', 's2 at 7 for 2', 's3 at 7 for 2']);
  });

  it('is not lengthened by a second request', () => {
    const run = drive(
      stateOf(podFrom(three), all('r')),
      [stopPod(10), again(60)],
      settings,
      stopsAfter(() => 1e6),
    );
    expect(kills(run)[0]).toBe('r at 10');
  });

  it('ends at once when the pod is killed', () => {
    const kill = { type: 'killPod', reason: 'twice', at: begin + 1000 } as const;
    const run = drive(
      stateOf(podFrom(three), all('s1', 's2', 's3', 'r')),
      [stopPod(30), kill],
      settings,
      stopsAfter(() => 1e6),
    );
    expect(kills(run)).toEqual(['s1 at 1', 's2 at 1', 's3 at 1', 'r at 1']);
    expect(run.state.phase).toBe('Failed');
  });

  it('of the pod wins over that of a probe which is stopping a container', () => {
    const pod = podFrom({
      restartPolicy: 'Always',
      containers: [app('r', { liveness: { check: { by: 'command', x: 1 }, failures: 1, grace: 500 } })],
    });
    const failed = {
      type: 'probed',
      at: begin,
      container: 'r',
      attempt: 0,
      probe: 'liveness',
      outcome: 'failure',
      message: 'no',
    } as const;
    const state = drive(
      stateOf(pod, all('r')),
      [{ type: 'begin', at: begin - 100 }],
      settings,
      () => [],
      begin - 100,
    ).state;
    const ticked = drive(state, [{ type: 'tick', at: begin }], settings, () => [], begin).state;
    const run = drive(
      ticked,
      [failed, { ...stopPod(5), at: begin + 1000 }],
      settings,
      stopsAfter(() => 1e6),
    );
    expect(signals(run)).toEqual(['r at 0 for 500']);
    expect(kills(run)).toEqual(['r at 6']);
  });
});
