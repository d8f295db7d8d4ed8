import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../support/cli/run-outrider.ts';

const run = promisify(execFile);
const folder = projectFolder('compose-watch');
const image = `${folder.project}-built`;

afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  expect(await leftOf(folder.project)).toEqual([]);
  await run('docker', ['image', 'rm', '--force', image]).catch(() => {});
});
afterAll(() => folder.remove());

const boundMs = 60_000;

/** Looks at the state of the world until it is as wanted, for a generous time. */
async function eventually(what: () => Promise<string> | string, wanted: RegExp): Promise<void> {
  const until = performance.now() + boundMs;
  for (;;) {
    const now = await Promise.resolve(what()).catch((error: Error) => error.message);
    if (wanted.test(now)) return;
    if (performance.now() > until) throw new Error(`waited for ${wanted}, found: ${now}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const write = (name: string, text: string): void => {
  const path = join(folder.path, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
};
const remove = (name: string): void => rmSync(join(folder.path, name), { recursive: true });
const watched = (started: Started): string =>
  started
    .events()
    .flatMap((event) => (event.type === 'FilesChanged' ? [event.message] : []))
    .join('\n');
const logged = (started: Started): string =>
  started
    .events()
    .flatMap((event) => (event.type === 'Log' ? [event.line] : []))
    .join('\n');

async function inside(container: string, ...command: string[]): Promise<string> {
  const { stdout, stderr } = await runOutrider(['-p', folder.project, 'exec', container, '--', ...command]);
  return stdout + stderr;
}

const loop = (words: string): string =>
  `'echo ${words}; trap "exit 0" TERM; while true; do sleep 1 & wait; done'`;

const file = (words: string): string => `services:
  web:
    image: outrider/demo:0.1
    user: "1234:1234"
    entrypoint: [sh, -c]
    command: [${loop(words)}]
    develop:
      watch:
        - {action: sync, path: ./src, target: /tmp/src, ignore: [dropped/], initial_sync: true}
        - {action: sync+restart, path: ./conf, target: /tmp/conf}
        - {action: sync+exec, path: ./live, target: /tmp/live, exec: {command: [sh, -c, "cp /tmp/live/a /tmp/ran"]}}
  fixed:
    image: outrider/demo:0.1
    read_only: true
    entrypoint: [sh, -c]
    command: [${loop('fixed')}]
    develop: {watch: [{action: sync, path: ./src, target: /opt}]}
`;

it('up --watch copies files into running containers, restarts them with what they got, runs commands, and applies the file itself', async () => {
  write('src/first', '1');
  write('conf/a', '1');
  write('live/a', '1');
  const path = folder.file(file('begin'), 'compose.yaml');
  const up = startOutrider(['-p', folder.project, 'up', path, '--watch', '--output', 'json']);
  await up.seen('PodReady', undefined, 2);
  expect(await inside('web', 'stat', '-c', '%u:%g', '/tmp/src/first')).toBe('1234:1234\n');

  // As an editor saves: another file takes the place of the old one.
  write('src/.first.swp', '2');
  write('src/new', '2');
  renameSync(join(folder.path, 'src/new'), join(folder.path, 'src/first'));
  await eventually(() => inside('web', 'cat', '/tmp/src/first'), /^2/);
  await eventually(() => watched(up), /read-only/);

  for (let number = 0; number < 1_000; number++) write(`src/many/${number}`, 'x');
  write('src/dropped/x', 'x');
  await eventually(
    () => inside('web', 'sh', '-c', 'ls /tmp/src/many | wc -l; ls /tmp/src'),
    /^1000\nfirst\nmany\n$/,
  );
  remove('src/many');
  await eventually(() => inside('web', 'ls', '/tmp/src'), /^first\n$/);

  write('live/a', 'live');
  await eventually(() => inside('web', 'cat', '/tmp/ran'), /^live/);

  write('conf/a', 'restarted');
  await up.seen('ContainerRunning', 'web', 2);
  const now = await inside('web', 'sh', '-c', 'cat /tmp/conf/a /tmp/src/first /tmp/live/a');
  expect(now).toBe('restarted2live');

  write('compose.yaml', `${file('broken')}unknown: 1\n`);
  await eventually(() => watched(up), /the pods stay as they are/);
  write('compose.yaml', file('again'));
  await eventually(() => logged(up), /again/);
  write('compose.yaml', file('anew').replace('read_only: true', 'read_only: true\n    hostname: other'));
  await eventually(() => inside('fixed', 'cat', '/etc/hostname'), /^other/);

  up.process.kill('SIGINT');
  expect((await up.ended).exitCode).toBe(0);
}, 240_000);

it('up --watch builds an image anew when its files change, and makes the container anew from it', async () => {
  write('app/greeting', 'one\n');
  const path = folder.file(
    `services:
  web:
    image: ${image}
    build:
      context: ./app
      dockerfile_inline: |
        FROM outrider/demo:0.1
        COPY greeting /greeting
    entrypoint: [sh, -c]
    command: ['cat /greeting; trap "exit 0" TERM; while true; do sleep 1 & wait; done']
    develop: {watch: [{action: rebuild, path: ./app}]}
`,
    'build.yaml',
  );
  const up = startOutrider(['-p', folder.project, 'up', path, '--watch', '--output', 'json']);
  await up.seen('PodReady');
  await eventually(() => logged(up), /one/);
  write('app/greeting', 'two\n');
  await eventually(() => logged(up), /two/);
  up.process.kill('SIGINT');
  expect((await up.ended).exitCode).toBe(0);
}, 240_000);
