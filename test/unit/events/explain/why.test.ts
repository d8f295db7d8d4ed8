import { describe, expect, it } from '@jest/globals';
import { why } from '../../../../src/events/explain/why.ts';
import { foldEvents } from '../../../../src/events/view.ts';
import { trueTime } from '../../../simulation/support/manual-clock.ts';
import type { Simulation } from '../../../simulation/support/simulate.ts';
import { simulate } from '../../../simulation/support/simulate.ts';
import type { PodPlan } from '../../../support/scenario/plan.ts';
import { app, init, sidecar } from '../../../support/scenario/plan.ts';
import { created, one, origin, starts, story } from '../story.ts';

async function after(plan: PodPlan, play: (simulation: Simulation) => Promise<void>): Promise<Simulation> {
  const simulation = simulate(plan);
  await play(simulation);
  return simulation;
}

const explain = (simulation: Simulation, container?: string) =>
  why(foldEvents(simulation.events).pods['pod']!, container, trueTime(simulation.clock));

const blocked: PodPlan = {
  restartPolicy: 'Always',
  containers: [
    sidecar('proxy', {
      startup: { check: { by: 'http', port: 8080, path: '/ready' }, failures: 30, period: 2 },
    }),
    app('web', { d: 600 }),
  ],
};

describe('why', () => {
  it('names a startup probe that fails, with its last output and the next try', async () => {
    const run = await after(blocked, (s) => s.pass(10));
    const { summary, nextAt } = explain(run, 'proxy');
    expect(summary).toMatch(
      /^proxy runs but has not started: its startup probe fails: Failed to connect to .* \(\d of 30 failures\); next try in/,
    );
    expect(Date.parse(nextAt!)).toBeGreaterThan(trueTime(run.clock));
  });

  it('names the cause of a container that is blocked by another', async () => {
    const { summary } = explain(await after(blocked, (s) => s.pass(10)), 'web');
    expect(summary).toMatch(
      /^web waits for sidecar proxy to start: proxy runs but has not started: its startup probe fails/,
    );
  });

  it('of the pod names the container that holds everybody up', async () => {
    const { summary, chain } = explain(await after(blocked, (s) => s.pass(10)));
    expect(summary).toMatch(/^proxy runs but has not started/);
    expect(chain).toContain('web waits for sidecar proxy to start');
  });

  it('names the exit code and the next start of a container in CrashLoopBackOff', async () => {
    const plan: PodPlan = { restartPolicy: 'Always', containers: [app('web', { d: 0, x: 3 })] };
    const run = await after(plan, (s) =>
      s.until(
        'it backs off',
        (t) => t.waited('web').filter((r) => r === 'CrashLoopBackOff').length === 3,
        60,
      ),
    );
    const { summary, nextAt } = explain(run, 'web');
    expect(summary).toMatch(/^web exited 3 \d times; next start in 4 s \(CrashLoopBackOff\)$/);
    expect(Date.parse(nextAt!)).toBe(trueTime(run.clock) + 4000);
  });

  it('names the container that ignores its stop signal, the seconds left, and who waits for it', async () => {
    const plan: PodPlan = {
      restartPolicy: 'Always',
      containers: [sidecar('proxy'), app('web', { d: 600, term: 1000 }), app('other', { d: 600, term: 1 })],
    };
    const run = await after(plan, async (s) => {
      await s.until('it is ready', (t) => t.of('PodReady').length > 0, 60);
      s.deletePod();
      await s.pass(10);
    });
    const { summary, chain } = explain(run);
    expect(summary).toBe('web got SIGTERM 10 s ago and has not ended; SIGKILL in 20 s');
    expect(chain).toEqual([
      'the pod is being terminated since 10 s: it was deleted; 20 s of its grace period are left',
      'proxy gets its stop signal when web has ended, or in 20 s at the latest',
    ]);
  });

  it('tells what a container without an image waits for', async () => {
    const plan: PodPlan = {
      restartPolicy: 'Always',
      containers: [init('setup', { image: 'missing:1' }), app('web')],
    };
    const run = await after(plan, (s) => s.pass(5));
    expect(explain(run, 'web').summary).toMatch(
      /^web waits for init container setup to finish: setup has no image \(ErrImagePull\): there is no image missing:1; next try in/,
    );
  });

  it('says that nothing is wrong with a pod that is ready', async () => {
    const plan: PodPlan = { restartPolicy: 'Always', containers: [sidecar('proxy'), app('web', { d: 600 })] };
    expect(explain(await after(plan, (s) => s.pass(10))).summary).toBe('the pod is ready, nothing waits');
  });

  it('gives the rule behind a container that is not restarted', async () => {
    const plan: PodPlan = {
      restartPolicy: 'Never',
      containers: [app('one', { x: 1 }), app('two', { d: 600 })],
    };
    const run = await after(plan, (s) => s.pass(10));
    expect(explain(run, 'one').summary).toBe('one exited 1, and stays so: the pod has restartPolicy Never');
  });
});

describe('why, where capture has failed on a pod that runs', () => {
  const retryAt = new Date(origin + 4_000).toISOString();
  const told = story('shop').tell(
    'pod',
    created(one('app')),
    { type: 'SandboxReady', ip: '10.0.0.2', network: 'n', holder: 'h' },
    ...starts('app'),
    { type: 'ContainerReady', container: 'app', attempt: 0, message: '' },
    { type: 'CaptureFailed', backend: 'nftables', mode: 'REDIRECT', message: 'it went out', retryAt },
  );
  const pod = (events = told.events) => foldEvents(events).pods['pod']!;

  it('says so, with the reason and the next try', () => {
    expect(why(pod(), undefined, origin)).toEqual({
      summary: 'the pod is ready, but traffic capture has failed: connections may pass the proxy by',
      chain: ['it went out', 'the rules are put on again in 4 s'],
      nextAt: retryAt,
    });
  });

  it('says of a container that waits for capture why it waits', () => {
    const waits = told.tell('pod', {
      type: 'ContainerWaiting',
      container: 'app',
      attempt: 1,
      reason: 'ContainerCreating',
      waitsFor: { on: 'capture' },
    });
    expect(why(pod(waits.events), 'app', origin).summary).toBe(
      'app waits for traffic capture, which has failed: it went out; next try in 4 s',
    );
  });
});
