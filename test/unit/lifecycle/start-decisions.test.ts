import { describe, expect, it } from '@jest/globals';
import { restoreState } from '../../../src/lifecycle/restore/restore.ts';
import { specHashes } from '../../../src/lifecycle/state/hash.ts';
import type { ProbeState } from '../../../src/lifecycle/state/state.ts';
import { step } from '../../../src/lifecycle/step.ts';
import type { RestartPolicy } from '../../../src/pod/model.ts';
import type { ContainerPlan, PodPlan } from '../../support/scenario/plan.ts';
import { app, init, sidecar } from '../../support/scenario/plan.ts';
import { withImage } from '../../support/scenario/swap.ts';
import { drive } from './support/drive.ts';
import type { Condition } from './support/states.ts';
import { begin, podFrom, running, settings, stateOf } from './support/states.ts';

const probe = { check: { by: 'command', x: 0 }, failures: 3 } as const;
const apps = [app('r1'), app('r2')];
const podWith = (restartPolicy: RestartPolicy, last: Partial<ContainerPlan> = {}): PodPlan => ({
  restartPolicy,
  containers: [sidecar('s1'), sidecar('s2'), sidecar('s3', last), ...apps],
});

/** What a fact makes the lifecycle do to containers, in words. */
function decisions(
  plan: PodPlan,
  conditions: Record<string, Condition>,
  fact: Record<string, unknown> = { type: 'begin' },
) {
  const { commands, events, state } = step(
    stateOf(podFrom(plan), conditions),
    { at: begin, ...fact } as never,
    settings,
  );
  const doing = commands.flatMap((command) =>
    command.type === 'start' || command.type === 'prepare' || command.type === 'signal'
      ? [`${command.type} ${command.container}`]
      : command.type === 'createSandbox'
        ? ['new sandbox']
        : [],
  );
  return { doing, events, state };
}

const starts = (plan: PodPlan, conditions: Record<string, Condition>): readonly string[] =>
  decisions(plan, conditions).doing.filter((word) => word.startsWith('start'));

const on = (verdict: ProbeState['verdict']): Condition => ({
  ...running,
  started: verdict === 'success',
  probes:
    verdict === 'unknown' ? {} : { startup: { verdict, successes: 1, failures: 0, dueAt: begin + 9000 } },
});

const failure = (container: string, kind: 'startup' | 'liveness') => ({
  type: 'probed',
  container,
  attempt: 0,
  probe: kind,
  outcome: 'failure',
  message: 'no',
});

const failing = (kind: 'startup' | 'liveness', started: boolean): Condition => ({
  ...running,
  started,
  ready: started,
  probes: {
    [kind]: { verdict: 'unknown', successes: 0, failures: 2, dueAt: begin + 9000, flight: { counts: true } },
  },
});

describe('what starts next among sidecars and app containers', () => {
  const never = podWith('Never');

  it('row 125: nothing has run: the first only', () => {
    expect(starts(never, {})).toEqual(['start s1']);
  });

  it('row 126: an entry that was created and never started is started', () => {
    const pod = podFrom(never);
    const observed = restoreState(
      pod,
      {
        sandbox: { id: 'h', attempt: 0, running: true, address: { ip: '10.0.0.2' }, createdAt: begin - 9000 },
        containers: [
          {
            id: 'a',
            name: 's1',
            role: 'sidecar',
            attempt: 0,
            specHash: specHashes(pod)['s1']!,
            stopSignal: 'SIGTERM',
            state: { is: 'running', pid: 7, startedAt: begin - 8000 },
          },
          {
            id: 'b',
            name: 's2',
            role: 'sidecar',
            attempt: 0,
            specHash: specHashes(pod)['s2']!,
            stopSignal: 'SIGTERM',
            state: { is: 'created' },
          },
        ],
      },
      { own: begin, engine: begin },
    );
    const { commands } = step(observed, { type: 'begin', at: begin }, settings);
    expect(commands.filter(({ type }) => type === 'start')).toEqual([
      { type: 'start', container: 's2', attempt: 0, id: 'b' },
    ]);
  });

  it('row 127: the first has started: the second', () => {
    expect(starts(never, { s1: 'running' })).toEqual(['start s2']);
  });

  it.each(['unknown', 'running', 'success'] as const)('row 128: liveness (%s) gates nothing', (verdict) => {
    const plan = {
      ...never,
      containers: [sidecar('s1'), sidecar('s2', { liveness: probe }), sidecar('s3'), ...apps],
    };
    const state: ProbeState = {
      verdict: verdict === 'running' ? 'unknown' : verdict,
      successes: 0,
      failures: 0,
      dueAt: begin + 9000,
      ...(verdict === 'running' ? { flight: { counts: true } } : {}),
    };
    expect(starts(plan, { s1: 'running', s2: { ...running, probes: { liveness: state } } })).toEqual([
      'start s3',
    ]);
  });

  it('row 129: a failed liveness probe restarts the sidecar and does not hold the app containers', () => {
    const plan = podWith('Never', { liveness: probe });
    const { doing } = decisions(
      plan,
      { s1: 'running', s2: 'running', s3: failing('liveness', true) },
      failure('s3', 'liveness'),
    );
    expect(doing).toEqual(['signal s3', 'start r1']);
  });

  it.each(['unknown', 'running'] as const)('row 130: a startup probe (%s) holds the next back', (verdict) => {
    const plan = {
      ...never,
      containers: [sidecar('s1'), sidecar('s2', { startup: probe }), sidecar('s3'), ...apps],
    };
    expect(starts(plan, { s1: 'running', s2: on('unknown') })).toEqual([]);
    expect(verdict).toBeDefined();
  });

  it('row 131: a startup probe that succeeded lets the next go', () => {
    const plan = {
      ...never,
      containers: [sidecar('s1'), sidecar('s2', { startup: probe }), sidecar('s3'), ...apps],
    };
    expect(starts(plan, { s1: 'running', s2: on('success') })).toEqual(['start s3']);
  });

  it('row 132: a failed startup probe restarts the sidecar and lets nobody go', () => {
    const { doing } = decisions(
      podWith('Never', { startup: probe }),
      { s1: 'running', s2: 'running', s3: failing('startup', false) },
      failure('s3', 'startup'),
    );
    expect(doing).toEqual(['signal s3']);
  });

  it('row 133: a changed image restarts the sidecar; the app containers go on', () => {
    const pod = withImage(podFrom(never), 's3', 'demo:2');
    const { doing } = decisions(
      never,
      { s1: 'running', s2: 'running', s3: 'running' },
      { type: 'specChanged', pod, hashes: specHashes(pod) },
    );
    expect(doing).toEqual(['signal s3', 'start r1']);
  });

  it('rows 134, 135: app containers restart although a sidecar is down: initialized is kept as state', () => {
    const plan = podWith('Always');
    const { doing } = decisions(plan, {
      s1: 'running',
      s2: 'running',
      s3: { exited: 1 },
      r1: { exited: 1 },
      r2: { exited: 1 },
    });
    expect(doing).toEqual(['prepare s3', 'prepare r1', 'prepare r2']);
    const later = drive(
      stateOf(podFrom(plan), {
        s1: 'running',
        s2: 'running',
        s3: { exited: 1 },
        r1: { exited: 1 },
        r2: { exited: 1 },
      }),
      [{ type: 'begin', at: begin }],
      settings,
      (command, at) =>
        command.type === 'prepare'
          ? [
              {
                type: 'prepared',
                at: at + 27,
                container: command.container,
                attempt: 1,
                specHash: command.specHash,
                id: `new-${command.container}`,
                stopSignal: 'SIGTERM',
              },
            ]
          : [],
      begin + 100,
    );
    expect(
      later.sent
        .filter(({ command }) => command.type === 'start')
        .map(({ command }) => 'container' in command && command.container),
    ).toEqual(['s3', 'r1', 'r2']);
  });
});

describe('a sandbox that is gone', () => {
  const lost = { type: 'sandboxLost', attempt: 0, message: 'killed' };
  const ran: Record<string, Condition> = { s1: { exited: 137 }, s2: { exited: 137 }, s3: { exited: 137 } };
  /** In the restart rules' eyes they have just ended; the sandbox's loss is the first thing known. */
  const after = (restartPolicy: RestartPolicy, conditions: Record<string, Condition>) =>
    decisions(podWith(restartPolicy), conditions, lost);

  it('row 136: ends a pod that may not restart', () => {
    const { doing, state } = after('Never', ran);
    expect(doing).toEqual([]);
    expect(state).toMatchObject({ finished: true, phase: 'Failed' });
  });

  it('row 137: is made anew when no container ever ran', () => {
    expect(after('Never', {}).doing).toEqual(['new sandbox']);
  });

  it.each(['OnFailure', 'Always'] as const)('row 138: is made anew under %s', (policy) => {
    const { doing, state } = after(policy, ran);
    expect(doing).toEqual(['new sandbox']);
    expect(state).toMatchObject({ initialized: false, phase: 'Pending', sandbox: { attempt: 1 } });
  });
});

describe('what is restarted', () => {
  it('row 139: a sidecar during initialization, whatever the pod’s policy', () => {
    const { doing } = decisions(podWith('Never'), { s1: 'running', s2: 'running', s3: { exited: 137 } });
    expect(doing).toEqual(['prepare s3']);
  });

  it('row 140: a sidecar that the engine no longer knows counts as killed and is restarted', () => {
    const { doing, events } = decisions(
      podWith('Never'),
      { s1: 'running', s2: 'running', s3: 'running', r1: 'running', r2: 'running' },
      { type: 'vanished', container: 's3', attempt: 0 },
    );
    expect(doing).toEqual(['prepare s3']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'ContainerTerminated', exitCode: 137 }));
  });

  it('row 141: only the sidecar that exited', () => {
    const { doing } = decisions(podWith('Never'), {
      s1: 'running',
      s2: 'running',
      s3: { exited: 0 },
      r1: 'running',
      r2: 'running',
    });
    expect(doing).toEqual(['prepare s3']);
  });

  it('row 142: nothing once every app container is done; the sidecars are stopped', () => {
    const { doing } = decisions(podWith('Never'), {
      s1: 'running',
      s2: 'running',
      s3: 'running',
      r1: { exited: 0 },
      r2: { exited: 0 },
    });
    expect(doing).toEqual(['signal s3']);
  });

  it('a graceful end after a failed probe is restarted under OnFailure', () => {
    const plan: PodPlan = { restartPolicy: 'OnFailure', containers: [init('i1'), app('r1')] };
    const ended: Condition = {
      is: 'terminated',
      id: 'x',
      exitCode: 0,
      reason: 'Completed',
      finishedAt: begin - 1,
      after: 'livenessProbe',
    };
    expect(decisions(plan, { i1: { exited: 0 }, r1: ended }).doing).toEqual(['prepare r1']);
  });
});
