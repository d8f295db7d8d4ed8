import { expect, it } from '@jest/globals';
import { waitsFor } from '../../../../src/events/explain/waits-for.ts';
import type { EventBody } from '../../../../src/events/types.ts';
import { foldEvents } from '../../../../src/events/view.ts';
import { created, ends, one, origin, runs, starts, story } from '../story.ts';

const pod = created(one('migrate', 'init'), one('proxy', 'sidecar'), one('app'));
const network: EventBody = { type: 'SandboxReady', ip: '10.0.0.2', network: 'n', holder: 'h' };
const signalled = (container: string): EventBody => ({
  type: 'StopSignalSent',
  container,
  attempt: 0,
  signal: 'SIGTERM',
  graceSeconds: 30,
});
const refused: EventBody = {
  type: 'ProbeFailed',
  container: 'proxy',
  attempt: 0,
  probe: 'startup',
  message: 'connection refused',
  changed: false,
};
const backOff: EventBody = {
  type: 'ContainerWaiting',
  container: 'app',
  attempt: 1,
  reason: 'CrashLoopBackOff',
  retryAt: new Date(origin + 10_000).toISOString(),
};
const captureFailed: EventBody = {
  type: 'CaptureFailed',
  backend: 'nftables',
  mode: 'REDIRECT',
  message: 'it went out',
  retryAt: new Date(origin + 4_000).toISOString(),
};
const initialized = [network, ends('migrate', 0), ...starts('proxy')];
const terminating: EventBody = { type: 'PodTerminating', reason: 'interrupted', graceSeconds: 30 };

it.each<[string, readonly EventBody[], string | undefined]>([
  ['its network', [], 'its network'],
  ['an image', [{ type: 'ImagePulling', image: 'nginx:1' }], 'image nginx:1'],
  [
    'an image, and how its pull goes',
    [
      { type: 'ImagePulling', image: 'nginx:1' },
      { type: 'ImagePulling', image: 'nginx:1', message: 'downloading 30 %' },
    ],
    'image nginx:1: downloading 30 %',
  ],
  ['the creation of the first container', [network], 'init container migrate to be created'],
  ['an init container', [network, runs('migrate')], 'init container migrate to finish'],
  [
    'a startup probe',
    [network, ends('migrate', 0), runs('proxy'), refused],
    'sidecar proxy to start: startup probe: connection refused',
  ],
  ['a restart', [...initialized, runs('app'), ends('app', 3), backOff], 'app to be started again (exit 3)'],
  ['nothing', [...initialized, ...starts('app')], undefined],
  ['capture that failed', [...initialized, ...starts('app'), captureFailed], 'capture, which failed'],
  [
    'whose turn it is to stop',
    [...initialized, ...starts('app'), terminating, ends('app', 0), signalled('proxy')],
    'proxy to end (SIGTERM)',
  ],
  [
    'a preStop hook',
    [
      ...initialized,
      ...starts('app'),
      terminating,
      { type: 'HookStarted', container: 'app', attempt: 0, hook: 'preStop' },
    ],
    'the preStop hook of app',
  ],
  ['its removal', [{ type: 'PodSucceeded', message: 'done' }], 'its removal'],
])('a pod waits for %s', (_, bodies, text) => {
  const { pods } = foldEvents(story('shop').tell('web', pod, ...bodies).events);
  expect(waitsFor(pods['web']!, origin)?.text).toBe(text);
});

it('tells until when: the retry, or SIGKILL', () => {
  const of = (...bodies: readonly EventBody[]) =>
    waitsFor(
      foldEvents(story('shop').tell('web', pod, ...initialized, ...bodies).events).pods['web']!,
      origin,
    );
  expect(of(runs('app'), ends('app', 3), backOff)?.until).toBe('2026-01-02T10:00:10.000Z');
  expect(of(...starts('app'), terminating, signalled('app'))?.until).toBe('2026-01-02T10:00:30.000Z');
});
