import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('compose');
afterAll(() => folder.remove());
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  expect(await leftOf(folder.project)).toEqual([]);
});

const sequence = (events: readonly OutriderEvent[], type: OutriderEvent['type']): readonly string[] =>
  events.flatMap((event) => (event.type === type && 'container' in event ? [event.container] : []));

it('a pod that is written by hand for Compose runs: the sidecar before the app that waits for it, and it ends after it', async () => {
  const run = startOutrider(['-p', folder.project, 'up', 'examples/compose/by-hand.yml', '--output', 'json']);
  await run.seen('Log', 'reader');
  run.process.kill('SIGINT');
  const { exitCode } = await run.ended;
  expect(exitCode).toBe(0);
  const events = run.events();
  expect(sequence(events, 'ContainerRunning')).toEqual(['reader', 'pause', 'app']);
  expect(sequence(events, 'StopSignalSent').at(-1)).toBe('reader');
  expect(events.some((event) => event.type === 'Log' && event.line === 'hello number 1')).toBe(true);
}, 60_000);

it('variables, files beside it and services of other pods are what Compose would give them', async () => {
  const file = folder.file(`
services:
  web:
    image: outrider/demo:\${TAG:-none}
    entrypoint: [sh, -c]
    command: "'cat /conf/greeting; echo $$WHO; for i in 1 2 3 4 5 6 7 8 9; do getent hosts db && exit 0; sleep 1; done; exit 9'"
    env_file: who.env
    volumes: ["./conf:/conf:ro"]
  db:
    image: outrider/demo:\${TAG}
    command: [server]
`);
  const beside = dirname(file);
  writeFileSync(join(beside, '.env'), 'TAG=0.1\n');
  writeFileSync(join(beside, 'who.env'), 'WHO=somebody\n');
  mkdirSync(join(beside, 'conf'));
  writeFileSync(join(beside, 'conf', 'greeting'), 'hello from beside\n');
  const run = startOutrider(['-p', folder.project, 'up', file, '--output', 'json']);
  await run.seen('ContainerTerminated', 'web');
  run.process.kill('SIGINT');
  await run.ended;
  const events = run.events();
  const lines = events.flatMap((event) => (event.type === 'Log' && event.pod === 'web' ? [event.line] : []));
  expect(lines).toEqual(['hello from beside', 'somebody', expect.stringMatching(/\bdb\b/)]);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'ContainerTerminated', container: 'web', exitCode: 0 }),
  );
}, 60_000);

it('a Compose file that knows of no proxy gets one in every pod with --with', async () => {
  const file = 'examples/compose/docker-compose.yml';
  const run = startOutrider(['-p', folder.project, 'up', file, '--with', 'haproxy', '--output', 'json']);
  await run.seen('Log', 'server', 3);
  await run.seen('Log', 'client', 6);
  run.process.kill('SIGINT');
  await run.ended;
  const logs = run.events().flatMap((event) => (event.type === 'Log' ? [event] : []));
  // The first requests may find no server yet; each that it has answered crossed both proxies.
  const answered = logs.find(
    ({ pod, container, line }) => pod === container && pod === 'server' && /req-\d+/.test(line),
  );
  const id = /req-\d+/.exec(answered?.line ?? '')?.[0] ?? 'no request was answered';
  const has = (pod: string, container: string): boolean =>
    logs.some((log) => log.pod === pod && log.container === container && log.line.includes(id));
  const crossed = [
    ['client', 'client'],
    ['client', 'haproxy'],
    ['server', 'haproxy'],
    ['server', 'server'],
  ] as const;
  expect(crossed.filter(([pod, container]) => !has(pod, container))).toEqual([]);
}, 60_000);
