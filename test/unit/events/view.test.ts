import { describe, expect, it } from '@jest/globals';
import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';
import { emptyView, foldEvent, foldEvents, isOver, type PodView } from '../../../src/events/view.ts';
import { created, ends, one, origin, runs, starts, story } from './story.ts';

const podOf = (bodies: readonly EventBody[]): PodView =>
  foldEvents(story('shop').tell('web', ...bodies).events).pods['web']!;
const at = (ms: number) => new Date(origin + ms).toISOString();
const pod = created(one('migrate', 'init'), one('proxy', 'sidecar'), one('app'));

it('a pod that was taken over is not said to be without capture before its rules were looked at', () => {
  const capture = { proxy: 'proxy', proxyUid: 1337, mode: 'REDIRECT' } as const;
  const asking: EventBody = { type: 'PodCreated', spec: 'x', containers: [one('proxy', 'sidecar')], capture };
  const adopted = { ...runs('proxy'), adopted: true } as EventBody;
  const found = { type: 'CaptureApplied', backend: 'nftables', mode: 'REDIRECT', rules: 3 } as const;
  expect(podOf([asking, runs('proxy')]).capture).toEqual({ state: 'off' });
  expect(podOf([asking, adopted]).capture).toEqual({ state: 'off', checking: true });
  expect(podOf([pod, adopted]).capture).toEqual({ state: 'off' });
  expect(podOf([asking, adopted, found]).capture).toMatchObject({ state: 'on', rules: 3 });
});

describe('a container', () => {
  it('waits until it runs, the first for its creation, the others for their turn', () => {
    expect(podOf([pod]).containers.map(({ name, role, state }) => ({ name, role, state }))).toEqual([
      { name: 'migrate', role: 'init', state: { is: 'waiting', reason: 'ContainerCreating' } },
      { name: 'proxy', role: 'sidecar', state: { is: 'waiting', reason: 'PodInitializing' } },
      { name: 'app', role: 'app', state: { is: 'waiting', reason: 'PodInitializing' } },
    ]);
  });

  it('is running, then started, then ready', () => {
    const proxy = podOf([pod, ...starts('proxy')]).containers[1]!;
    expect(proxy).toMatchObject({
      state: { is: 'running', pid: 4000 },
      started: true,
      ready: true,
      id: 'proxy-0',
    });
  });

  it('that waits for its restart has the number of the next instance, but is not counted as restarted', () => {
    const waits: EventBody = {
      type: 'ContainerWaiting',
      container: 'app',
      attempt: 1,
      reason: 'CrashLoopBackOff',
      retryAt: at(10_000),
    };
    const app = podOf([pod, ...starts('app'), ends('app', 3), waits]).containers[2]!;
    expect(app).toMatchObject({
      attempt: 1,
      restarts: 0,
      ready: false,
      state: { is: 'waiting', reason: 'CrashLoopBackOff', retryAt: at(10_000) },
      lastTerminated: { exitCode: 3, reason: 'Error' },
    });
    expect(podOf([pod, ...starts('app'), ends('app', 3), waits, runs('app', 1)]).containers[2]).toMatchObject(
      {
        restarts: 1,
        state: { is: 'running' },
        started: false,
      },
    );
  });

  it('is not changed by a late event about an older instance', () => {
    const late: EventBody = { type: 'ContainerReady', container: 'app', attempt: 0 };
    const app = podOf([pod, runs('app'), ends('app', 1), runs('app', 1), late]).containers[2]!;
    expect(app).toMatchObject({ attempt: 1, ready: false });
    expect(app.spans[0]!.ready).toHaveLength(1);
  });

  it('shows its preStop hook, then the signal with the seconds that are left, then SIGKILL', () => {
    const app = { container: 'app', attempt: 0 };
    const hook: EventBody = { type: 'HookStarted', ...app, hook: 'preStop' };
    const signal: EventBody = { type: 'StopSignalSent', ...app, signal: 'SIGTERM', graceSeconds: 8 };
    expect(podOf([pod, ...starts('app'), hook]).containers[2]!.stop).toEqual({ since: at(0), killed: false });
    const signalled = podOf([pod, ...starts('app'), hook, signal]).containers[2]!;
    expect(signalled.stop).toMatchObject({ signal: 'SIGTERM', graceSeconds: 8, killed: false });
    const killed = podOf([pod, ...starts('app'), signal, { type: 'ContainerKilled', ...app }]).containers[2]!;
    expect(killed.stop).toMatchObject({ signal: 'SIGTERM', killed: true });
  });

  it('keeps the last result of each probe', () => {
    const failed = (message: string): EventBody => ({
      type: 'ProbeFailed',
      container: 'app',
      attempt: 0,
      probe: 'startup',
      message,
      changed: false,
    });
    const app = podOf([pod, runs('app'), failed('connection refused'), failed('HTTP 503')]).containers[2]!;
    expect(app.probes.startup).toEqual({ ok: false, message: 'HTTP 503', at: at(0) });
  });

  it('that crashes for ever keeps its first and its newest instances', () => {
    const crashes = Array.from({ length: 300 }, (_, attempt) => [
      runs('app', attempt),
      ends('app', 1, attempt),
    ]);
    const { spans, restarts } = podOf([pod, ...crashes.flat()]).containers[2]!;
    expect(restarts).toBe(299);
    expect(spans).toHaveLength(200);
    expect([spans[0]!.attempt, spans[1]!.attempt, spans.at(-1)!.attempt]).toEqual([0, 101, 299]);
  });

  it('has a span an instance with the moments of its life', () => {
    const { events } = story('shop')
      .tell('web', pod)
      .at(10)
      .tell('web', {
        type: 'ContainerCreated',
        container: 'app',
        attempt: 0,
        id: 'a',
        role: 'app',
        image: 'i',
      })
      .at(20)
      .tell('web', runs('app'), { type: 'HookStarted', container: 'app', attempt: 0, hook: 'postStart' })
      .at(30)
      .tell(
        'web',
        { type: 'HookFinished', container: 'app', attempt: 0, hook: 'postStart', ok: true, message: 'ok' },
        { type: 'ContainerStarted', container: 'app', attempt: 0 },
        { type: 'ContainerReady', container: 'app', attempt: 0 },
      )
      .at(60)
      .tell('web', {
        type: 'StopSignalSent',
        container: 'app',
        attempt: 0,
        signal: 'SIGTERM',
        graceSeconds: 30,
      })
      .at(90)
      .tell('web', ends('app', 0));
    expect(foldEvents(events).pods['web']!.containers[2]!.spans).toEqual([
      {
        attempt: 0,
        created: at(10),
        running: at(20),
        hooks: [{ hook: 'postStart', from: at(20), to: at(30), ok: true, message: 'ok' }],
        started: at(30),
        ready: [{ from: at(30), to: at(90) }],
        terminating: at(60),
        signalled: at(60),
        terminated: at(90),
        exitCode: 0,
        reason: 'Completed',
      },
    ]);
  });
});

describe('a pod', () => {
  it('is Pending until it is initialized and every app container has run', () => {
    const initialized: EventBody = { type: 'PodInitialized' };
    expect(podOf([pod, initialized]).phase).toBe('Pending');
    expect(podOf([pod, initialized, runs('app')]).phase).toBe('Running');
    expect(podOf([pod, initialized, runs('app'), ends('app', 1)]).phase).toBe('Running');
  });

  it('tells how it ended', () => {
    const failed = podOf([pod, { type: 'PodReady' }, { type: 'PodFailed', message: 'app exited 3' }]);
    expect(failed).toMatchObject({
      phase: 'Failed',
      ready: false,
      outcome: { message: 'app exited 3', phase: 'Failed' },
    });
  });

  it('that starts anew after a termination is not terminating any more', () => {
    const terminating: EventBody = { type: 'PodTerminating', reason: 'restart', graceSeconds: 0 };
    expect(podOf([pod, terminating]).terminating).toMatchObject({ reason: 'restart' });
    const anew: EventBody = { type: 'SandboxReady', ip: '10.0.0.2', network: 'n', holder: 'h' };
    expect(podOf([pod, terminating, anew]).terminating).toBeUndefined();
    const waits: EventBody = {
      type: 'ContainerWaiting',
      container: 'app',
      attempt: 1,
      reason: 'ContainerCreating',
    };
    expect(podOf([pod, terminating, waits]).terminating).toBeUndefined();
  });

  it('shows capture on, off and failed', () => {
    const on: EventBody = { type: 'CaptureApplied', backend: 'iptables', mode: 'REDIRECT', rules: 17 };
    expect(podOf([pod, on]).capture).toMatchObject({
      state: 'on',
      backend: 'iptables',
      mode: 'REDIRECT',
      rules: 17,
    });
    expect(podOf([pod, on, { ...on, type: 'CaptureRemoved' }]).capture).toMatchObject({ state: 'off' });
    const failed: EventBody = {
      type: 'CaptureFailed',
      backend: 'nftables',
      mode: 'TPROXY',
      message: 'no module',
    };
    expect(podOf([pod, failed]).capture).toMatchObject({ state: 'failed', message: 'no module' });
  });
});

describe('a project', () => {
  it('has its pods in the order in which they were created, and is over when all are removed', () => {
    const { events } = story('shop')
      .tell('server', created(one('app')))
      .tell('client', created(one('app')))
      .tell('server', { type: 'PodRemoved' });
    const view = foldEvents(events);
    expect(Object.keys(view.pods)).toEqual(['server', 'client']);
    expect(isOver(view)).toBe(false);
    expect(isOver(foldEvents(story('shop').tell('client', { type: 'PodRemoved' }).events, view))).toBe(true);
    expect(isOver(emptyView)).toBe(false);
  });

  it('is not changed by a type of event that is not known, whatever it carries', () => {
    const before = foldEvents(story('shop').tell('web', pod, ...starts('app')).events);
    const unknown = { type: 'ContainerDreamt', container: 'app', attempt: 7, project: 'shop', pod: 'web' };
    const after = foldEvent(before, { ...unknown, seq: 99, time: at(5) } as unknown as OutriderEvent);
    expect(after.pods).toEqual(before.pods);
    expect(after.seq).toBe(99);
  });

  it('is the same object but for its number after a log line', () => {
    const before = foldEvents(story('shop').tell('web', pod).events);
    const line = { type: 'Log', container: 'app', attempt: 0, stream: 'stdout', line: 'x', partial: false };
    const after = foldEvent(before, { ...before, ...line, seq: 2, pod: 'web', time: at(9) } as never);
    expect(after.pods).toBe(before.pods);
    expect(after.seq).toBe(2);
  });
});
