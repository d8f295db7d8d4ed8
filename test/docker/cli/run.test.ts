import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { leftOf, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

const project = `test-run-${process.pid}`;
const run = (...args: string[]) => ['-p', project, 'run', ...args];

afterEach(async () => {
  await runOutrider(['-p', project, 'down', '--grace-period', '0']);
  expect(await leftOf(project)).toEqual([]);
});

it('ends with the program’s own exit code, and leaves nothing', async () => {
  const { exitCode, stdout, stderr } = await runOutrider(
    run(
      'outrider/demo:0.1',
      '--command',
      '--output',
      'plain',
      '-e',
      'WHO=$(me)',
      'sh',
      '--',
      '-c',
      'echo $WHO; exit 7',
    ),
  );
  expect(stdout).toMatch(/^app \| \$\(me\)$/m);
  expect([exitCode, stderr]).toEqual([7, 'outrider: pod demo: app container app exited 7\n']);
  expect(await leftOf(project)).toEqual([]);
});

it('publishes a port through the proxy that --with puts in front', async () => {
  const port = await freePort();
  const up = startOutrider(
    run('outrider/demo:0.1', '--with', 'haproxy', '-p', `127.0.0.1:${port}:8080`, '--output', 'json'),
  );
  await up.seen('PodReady');
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(answer.status).toBe(200);
  await up.seen('Log', 'haproxy');
  up.process.kill('SIGINT');
  const { exitCode } = await up.ended;
  expect(exitCode).toBe(0);
  const passed = up
    .events()
    .flatMap((event) => (event.type === 'Log' && event.container === 'haproxy' ? [event.line] : []));
  expect(passed.filter((line) => /inbound app\/original \S+ 200 .*"GET \/ /.test(line))).toHaveLength(1);
});

it('detached, it stays until down', async () => {
  const up = await runOutrider(run('outrider/demo:0.1', '--name', 'here', '-d', '--wait'));
  expect([up.exitCode, up.stdout]).toEqual([0, '']);
  const { stdout } = await runOutrider(['-p', project, 'ps', '--output', 'json']);
  expect(stdout).toMatch(/"here"/);
});

it('prints a manifest that up takes', async () => {
  const { stdout } = await runOutrider(run('outrider/demo:0.1', 'client', '--with', 'haproxy', '--dry-run'));
  expect(parse(stdout.split('---\n')[0]!)).toMatchObject({ kind: 'Pod', metadata: { name: 'demo' } });
  const checked = await runOutrider(['config', '-', '--quiet'], { input: stdout });
  expect([checked.exitCode, checked.stderr]).toEqual([0, '']);
});

it.each([
  [['__'], /no pod name can be made of the image __\n {2}Give one with --name/],
  [['web', '--name', 'No'], /"No" cannot be a pod name/],
  [['web', '-p', '80:x'], /--publish 80:x is no port/],
  [['web', '-e', '=x'], /--env =x has no name/],
  [['web', '-x'], /unknown option '-x'\nWords for the program that begin with a dash go after --/],
])('%p is refused with exit code 2', async (args, words) => {
  const { exitCode, stdout, stderr } = await runOutrider(run(...args));
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(words);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
