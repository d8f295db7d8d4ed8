import { describe, expect, it } from '@jest/globals';
import type { EventBody } from '../../../../src/events/types.ts';
import type { Command } from '../../../../src/lifecycle/state/commands.ts';
import type { Fact } from '../../../../src/lifecycle/state/facts.ts';
import type { PodState } from '../../../../src/lifecycle/state/state.ts';
import type { ProbePlan } from '../../../support/scenario/plan.ts';
import { app } from '../../../support/scenario/plan.ts';
import type { Driven } from '../support/drive.ts';
import { drive } from '../support/drive.ts';
import { begin, podFrom, running, settings, stateOf } from '../support/states.ts';

/** A pod whose only container began just now. */
function fresh(probe: Partial<Record<'startup' | 'liveness' | 'readiness', ProbePlan>>): PodState {
  const pod = podFrom({ restartPolicy: 'Always', containers: [app('r', probe)] });
  return stateOf(pod, { r: { ...running, startedAt: begin, started: false, ready: false } });
}

/** Every probe answers after 20 ms; whether well, the time since the start decides. */
const answers =
  (ok: (seconds: number) => boolean) =>
  (command: Command, at: number): readonly Fact[] =>
    command.type === 'probe'
      ? [
          {
            type: 'probed',
            at: at + 20,
            container: 'r',
            attempt: 0,
            probe: command.probe,
            outcome: ok((at - begin) / 1000) ? 'success' : 'failure',
            message: '',
          },
        ]
      : [];

const run = (
  state: PodState,
  ok: (seconds: number) => boolean,
  seconds: number,
  facts: readonly Fact[] = [],
): Driven =>
  drive(state, [{ type: 'begin', at: begin }, ...facts], settings, answers(ok), begin + seconds * 1000);

const when = ({ told }: Driven, type: EventBody['type']): readonly number[] =>
  told.flatMap(({ at, event }) => (event.type === type ? [(at - begin) / 1000] : []));

const check = { by: 'command', x: 0 } as const;

describe('probes', () => {
  it('success is found ahead of the period, so that a start takes as long as it takes', () => {
    const driven = run(fresh({ startup: { check, period: 10 } }), (seconds) => seconds >= 0.3, 20);
    expect(when(driven, 'ContainerStarted')[0]).toBeLessThan(0.4);
  });

  it('failure counts on the period only: the verdict takes failureThreshold times periodSeconds', () => {
    const driven = run(fresh({ startup: { check, period: 10, failures: 3 } }), () => false, 60);
    expect(when(driven, 'StopSignalSent')).toEqual([30.02]);
  });

  it('the first failure that counts is on the first tick after the initial delay', () => {
    const driven = run(fresh({ startup: { check, period: 10, delay: 15, failures: 1 } }), () => false, 60);
    expect(when(driven, 'StopSignalSent')).toEqual([20.02]);
  });

  it('one success in between starts the count of failures anew', () => {
    const driven = run(
      fresh({ liveness: { check, period: 10, failures: 2 } }),
      (seconds) => seconds > 15 && seconds < 25,
      100,
    );
    expect(when(driven, 'StopSignalSent')).toEqual([40.02]);
  });

  it('liveness and readiness are not asked before the container has started', () => {
    const probes = {
      startup: { check, period: 5 },
      liveness: { check, period: 1 },
      readiness: { check, period: 1 },
    };
    const driven = run(fresh(probes), (seconds) => seconds > 7, 20);
    const started = when(driven, 'ContainerStarted')[0]!;
    const early = driven.sent.filter(
      ({ at, command }) =>
        command.type === 'probe' && command.probe !== 'startup' && at - begin < started * 1000,
    );
    expect(early).toEqual([]);
  });

  it('readiness is asked at once when the container has started', () => {
    const driven = run(fresh({ readiness: { check, period: 30 } }), () => true, 5);
    expect(when(driven, 'ContainerReady')[0]).toBeLessThan(0.1);
  });

  it('readiness with a success threshold counts on the period', () => {
    const driven = run(fresh({ readiness: { check, period: 10, successes: 3 } }), () => true, 60);
    expect(when(driven, 'ContainerReady')).toEqual([20.02]);
  });

  it('an answer that comes after the stop has begun tells nothing', () => {
    const state = fresh({ liveness: { check, period: 10, failures: 1 } });
    const stop: Fact = { type: 'stopPod', reason: 'test', at: begin + 10_010 };
    const driven = run(state, () => false, 15, [stop]);
    expect(driven.sent.some(({ command }) => command.type === 'probe')).toBe(true);
    expect(when(driven, 'ProbeFailed')).toEqual([]);
  });

  it('an error says nothing about the container', () => {
    const pod = fresh({ liveness: { check, period: 1, failures: 1 } });
    const error = (command: Command, at: number): readonly Fact[] =>
      answers(() => false)(command, at).map((fact) => ({ ...fact, outcome: 'error' }) as Fact);
    const driven = drive(pod, [{ type: 'begin', at: begin }], settings, error, begin + 30_000);
    expect(when(driven, 'StopSignalSent')).toEqual([]);
  });
});
