import { describe, expect, it } from '@jest/globals';
import { restoreState } from '../../../../src/lifecycle/restore/restore.ts';
import { specHashes } from '../../../../src/lifecycle/state/hash.ts';
import type { Observation, ObservedInstance } from '../../../../src/lifecycle/state/observation.ts';
import { step } from '../../../../src/lifecycle/step.ts';
import { app, init, sidecar } from '../../../support/scenario/plan.ts';
import { begin, podFrom, settings } from '../support/states.ts';

const pod = podFrom({ restartPolicy: 'Always', containers: [init('i1'), sidecar('s1'), app('r1')] });
const engineNow = Date.UTC(2026, 0, 1);
const now = { own: begin, engine: engineNow };
const ago = (seconds: number): number => engineNow - seconds * 1000;

const seen = (name: string, state: ObservedInstance['state'], attempt = 0): ObservedInstance => ({
  id: `${name}-${attempt}`,
  name,
  role: name === 'i1' ? 'init' : name === 's1' ? 'sidecar' : 'app',
  attempt,
  specHash: specHashes(pod)[name]!,
  stopSignal: 'SIGTERM',
  state,
});
const exited = (startedAt: number, exitCode = 0): ObservedInstance['state'] => ({
  is: 'exited',
  exitCode,
  oomKilled: false,
  startedAt,
  finishedAt: startedAt + 1000,
});
const holder = (createdAt: number): NonNullable<Observation['sandbox']> => ({
  id: 'h',
  attempt: 1,
  running: true,
  address: { ip: '10.0.0.2' },
  createdAt,
});

describe('a pod that is taken over', () => {
  it('has the age that the engine shows, in moments of our own clock', () => {
    const state = restoreState(
      pod,
      {
        sandbox: holder(ago(60)),
        containers: [
          seen('i1', exited(ago(50))),
          seen('s1', { is: 'running', pid: 1, startedAt: ago(40) }),
          seen('r1', { is: 'running', pid: 2, startedAt: ago(30) }),
        ],
      },
      now,
    );
    expect(state.createdAt).toBe(begin - 60_000);
    expect(state.containers['i1']!.instance).toMatchObject({ is: 'terminated', finishedAt: begin - 49_000 });
    expect(state.containers['r1']!.instance).toMatchObject({ is: 'running', startedAt: begin - 30_000 });
  });

  it('whose namespace was made anew does not count what ran in the one before', () => {
    const state = restoreState(
      pod,
      {
        sandbox: holder(ago(5)),
        containers: [
          seen('i1', exited(ago(50))),
          seen('i1', { is: 'running', pid: 3, startedAt: ago(2) }, 1),
          seen('s1', exited(ago(40), 137)),
          seen('s1', { is: 'created' }, 1),
          seen('r1', exited(ago(30), 137)),
          seen('r1', { is: 'created' }, 1),
        ],
      },
      now,
    );
    expect(state.initialized).toBe(false);
    expect(state.containers['r1']!.everRan).toBe(false);
    expect(state.containers['s1']!.everRan).toBe(false);
    const { commands } = step(state, { type: 'begin', at: begin }, settings);
    expect(commands.filter(({ type }) => type === 'start')).toEqual([]);
  });
});
