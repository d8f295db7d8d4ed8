import { describe, expect, it } from '@jest/globals';
import { isEventLike } from '../../../../src/events/check-event.ts';
import { waitsFor } from '../../../../src/events/explain/waits-for.ts';
import { why } from '../../../../src/events/explain/why.ts';
import { sentenceOf } from '../../../../src/events/sentence.ts';
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

describe('why a container is started again and again', () => {
  const backsOff = (container: string) => async (s: Simulation) => {
    const has = (reasons: readonly string[]) => reasons.filter((r) => r === 'CrashLoopBackOff').length > 1;
    await s.until('it backs off', (t) => has(t.waited(container)), 120);
  };

  it('names a postStart hook that fails, not the exit code that the stop brought about', async () => {
    const plan: PodPlan = {
      restartPolicy: 'Never',
      containers: [sidecar('s1', { term: 0, postStart: { by: 'command', d: 0, x: 5 } }), app('r1')],
    };
    const run = await after(plan, backsOff('s1'));
    const because =
      /^s1 exited 0 \d times, last because its postStart hook failed: command exited 5.*; next start/;
    expect(explain(run, 's1').summary).toMatch(because);
    expect(explain(run, 'r1').summary).toMatch(
      /^r1 waits for sidecar s1 to start: s1 exited .*postStart hook/,
    );
    expect(explain(run, 's1').chain.join()).not.toContain('init container');
  });

  it('names a liveness probe that fails', async () => {
    const liveness = { check: { by: 'command', x: 1 }, period: 1, failures: 1 } as const;
    const plan: PodPlan = { restartPolicy: 'Always', containers: [app('r1', { d: 600, term: 0, liveness })] };
    expect(explain(await after(plan, backsOff('r1')), 'r1').summary).toMatch(
      /^r1 exited 0 \d times, last because its liveness probe failed: command exited 1/,
    );
  });

  it('asks whether a sidecar that exits 0 before it has started is an init container', async () => {
    const startup = { check: { by: 'http', port: 1, path: '/' } } as const;
    const plan: PodPlan = {
      restartPolicy: 'Always',
      containers: [sidecar('s1', { d: 0, startup }), app('r1')],
    };
    const run = await after(plan, backsOff('s1'));
    expect(explain(run, 's1').chain[0]).toBe(
      'it exits 0 before it has started, but a sidecar has to go on running: did you mean an init container? Then leave out its restartPolicy',
    );
    expect(run.story.of('Warning').map(({ message }) => message)).toEqual([
      'sidecar s1 exited 0 before it had started, twice. A sidecar has to go on running: did you mean an init container? Then leave out its restartPolicy',
    ]);
  });

  it('asks nothing of a sidecar that fails, nor of an app container', async () => {
    const plan: PodPlan = {
      restartPolicy: 'Always',
      containers: [sidecar('s1', { d: 0, x: 1 }), app('r1', { d: 0 })],
    };
    const run = await after(plan, backsOff('r1'));
    expect(run.story.of('Warning')).toEqual([]);
    expect(explain(run, 'r1').chain.join()).not.toContain('init container');
  });
});

it('the exit code of a signal that nobody sent is not told as that signal', async () => {
  const plan: PodPlan = {
    restartPolicy: 'Never',
    containers: [app('own', { d: 1, x: 139 }), app('killed', { d: 600 })],
  };
  const run = await after(plan, async (s) => {
    await s.until('both run', (t) => t.said('killed', 'Started').length > 0, 30);
    s.post({ type: 'killContainer', container: 'killed', signal: 'SIGKILL' });
    await s.until('both have ended', (t) => t.of('ContainerTerminated').length === 2, 30);
  });
  const signals = run.story.of('ContainerTerminated').map(({ container, signal }) => [container, signal]);
  expect(Object.fromEntries(signals)).toEqual({ own: undefined, killed: 'SIGKILL' });
  const words = run.story.of('ContainerTerminated').map((event) => sentenceOf(event));
  expect(words.sort()).toEqual(['exited 137 (SIGKILL), Error', 'exited 139 (often SIGSEGV), Error']);
});

describe('of pods that wait for each other', () => {
  const shop = () =>
    story('shop')
      .tell('web', created(one('app')))
      .tell('web', { type: 'PodWaiting', pods: [{ pod: 'migrate', until: 'completed' }] })
      .tell('migrate', created(one('job')))
      .tell('migrate', { type: 'PodWaiting', pods: [{ pod: 'db', until: 'healthy' }] })
      .tell('db', created(one('srv')), {
        type: 'SandboxReady',
        ip: '10.0.0.2',
        network: 'n',
        holder: 'h',
      })
      .tell('db', ...starts('srv'));

  it('why follows the waiting to the one in which something has to move', () => {
    const { pods } = foldEvents(shop().events);
    const { summary } = why(pods['web']!, undefined, origin, pods);
    expect(summary).toMatch(/^web waits for migrate to complete; migrate waits for db to be healthy; db: /);
    expect(waitsFor(pods['web']!, origin)).toEqual({ text: 'migrate to complete' });
  });

  it('why ends also where the events say that they wait in a circle', () => {
    const { pods } = foldEvents(
      shop().tell('db', { type: 'PodWaiting', pods: [{ pod: 'web', until: 'ended' }] }).events,
    );
    expect(why(pods['web']!, undefined, origin, pods).summary).toBe(
      'web waits for migrate to complete; migrate waits for db to be healthy; db waits for web to end',
    );
  });

  it('a recording that says nothing sensible of them is not taken', () => {
    const waiting = { type: 'PodWaiting', time: '2026-01-01T00:00:00Z', pod: 'web' };
    expect(isEventLike({ ...waiting, pods: [{ pod: 'db', until: 'ready' }] })).toBe(true);
    expect(isEventLike(waiting)).toBe(false);
    expect(isEventLike({ ...waiting, pods: [{ pod: 1, until: 'ready' }] })).toBe(false);
  });
});
