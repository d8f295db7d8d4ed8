import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openExec } from '../../../../src/docker/holder/open-exec.ts';
import { connect } from '../../../../src/docker/transport/connect.ts';
import {
  dialArguments,
  forwardArguments,
  wasRefused,
} from '../../../../src/docker/transport/ssh-arguments.ts';
import { type FakeDaemon, fakeDaemon, json, patience } from '../fake-daemon.ts';

let daemon: FakeDaemon;
let folder = '';
const path = process.env['PATH'];

/**
 * A program called ssh that leads to the fake daemon, and notes what it was called with. Hosts: `lab` forwards sockets, `strict` forwards
 * none, `elsewhere` has no engine at the usual socket, `crowded-N` and `strict-N` refuse the first N logins, `nowhere` is not known.
 */
beforeEach(async () => {
  daemon = await fakeDaemon(
    [
      ['GET', /\/_ping/, (response) => response.end('OK')],
      ['GET', /\/version/, json(200, { Version: '1', ApiVersion: '1.41', Os: 'linux', Arch: 'arm64' })],
      ['POST', /\/exec$/, json(201, { Id: 'e' })],
    ],
    (socket) => socket.on('data', (chunk) => socket.write(`echo ${chunk}`)),
  );
  folder = mkdtempSync(join(tmpdir(), 'outrider-ssh-test-'));
  const program = `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const net = require('node:net');
const calls = ${JSON.stringify(join(folder, 'calls'))};
appendFileSync(calls, JSON.stringify(process.argv.slice(2)) + '\\n');
const count = readFileSync(calls, 'utf8').trim().split('\\n').length;
const [host, command] = process.argv.slice(-2);
const fail = (said, code = 255) => { console.error(said); process.exit(code); };
if (host === 'nowhere') fail('ssh: Could not resolve hostname nowhere');
const at = process.argv.indexOf('-L');
if (host.startsWith('strict') && at !== -1) fail('no commands here', 1);
if (/^(crowded|strict)-/.test(host) && count <= Number(host.at(-1)))
  fail('kex_exchange_identification: Connection closed by remote host');
if (at === -1) {
  const socket = net.connect(${JSON.stringify(daemon.path)});
  process.stdin.pipe(socket).pipe(process.stdout);
} else {
  const local = process.argv[at + 1].split(':')[0];
  net.createServer((from) => {
    if (host === 'elsewhere') return from.destroy();
    const to = net.connect(${JSON.stringify(daemon.path)});
    from.on('error', () => {}).pipe(to.on('error', () => {})).pipe(from);
  }).listen(local, () => console.log('welcome to the lab\\n' + /echo (\\S+);/.exec(command)[1]));
  process.stdin.on('end', () => process.exit(0)).resume();
}
`;
  writeFileSync(join(folder, 'ssh'), program);
  chmodSync(join(folder, 'ssh'), 0o755);
  process.env['PATH'] = `${folder}${delimiter}${path}`;
});

afterEach(async () => {
  process.env['PATH'] = path;
  await daemon.close();
  rmSync(folder, { recursive: true });
});

const calls = (): readonly (readonly string[])[] =>
  readFileSync(join(folder, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const socketOf = (call: readonly string[]): string => call[call.indexOf('-L') + 1]!.split(':')[0]!;

it('all requests and streams go over one ssh, which forwards the socket of the engine', async () => {
  const connection = await connect({ host: 'ssh://me@lab:2222', env: {}, signal: patience() });
  expect(connection.info).toMatchObject({ os: 'linux/arm64', endpoint: '--host (ssh://me@lab:2222)' });
  await Promise.all(Array.from({ length: 40 }, () => connection.docker.version()));
  expect(calls()).toHaveLength(1);
  expect(calls()[0]!.slice(-4)).toEqual(['2222', '--', 'me@lab', 'echo outrider-ready; exec cat >/dev/null']);
  connection.close();
});

it('the socket lies in a folder of its own that is gone afterwards', async () => {
  const connection = await connect({ host: 'ssh://lab', env: {}, signal: patience() });
  const home = dirname(socketOf(calls()[0]!));
  expect(statSync(home).mode & 0o777).toBe(0o700);
  connection.close();
  while (existsSync(home)) await new Promise(setImmediate);
});

it('an ssh that has ended is started anew by the next request', async () => {
  const connection = await connect({ host: 'ssh://lab', env: {}, signal: patience() });
  rmSync(socketOf(calls()[0]!));
  connection.close();
  await connection.docker.version();
  expect(calls()).toHaveLength(2);
  connection.close();
});

it.each(['lab', 'strict'])('a connection gathers no listeners from request to request (%s)', async (host) => {
  const connection = await connect({ host: `ssh://${host}`, env: {}, signal: patience() });
  for (let count = 0; count < 15; count++) await connection.docker.version();
  await new Promise(setImmediate);
  const { agent } = connection.docker.modem as unknown as { readonly agent: Agent };
  const idle = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
  expect(idle).toHaveLength(1);
  expect(idle[0]!.listenerCount('error')).toBeLessThan(5);
  connection.close();
});

it.each(['strict', 'elsewhere'])(
  'a host (%s) where the socket cannot be forwarded is dialled, and one connection serves request after request',
  async (host) => {
    const connection = await connect({ host: `ssh://${host}`, env: {}, signal: patience() });
    await connection.docker.version();
    await connection.docker.version();
    expect(calls().slice(1)).toEqual([
      ['-T', '-o', 'ConnectTimeout=30', '--', host, 'docker system dial-stdio'],
    ]);
    connection.close();
  },
);

it.each([
  ['the one that forwards', 'crowded-2'],
  ['the one that is dialled', 'strict-3'],
])('a login that the server refuses is tried again: %s', async (_, host) => {
  const connection = await connect({ host: `ssh://${host}`, env: {}, signal: patience() });
  expect(connection.info.version).toBe('1');
  connection.close();
});

it('a connection that waits for the next request does not keep the process alive', async () => {
  const connection = await connect({ host: 'ssh://strict', env: {}, signal: patience() });
  const kept = () => process.getActiveResourcesInfo().filter((kind) => /Process|Pipe/.test(kind));
  while (kept().includes('ProcessWrap')) await new Promise(setImmediate);
  expect(await connection.docker.version()).toMatchObject({ Version: '1' });
  connection.close();
});

it.each(['lab', 'strict'])('a hijacked exec works over it in both directions (%s)', async (host) => {
  const connection = await connect({ host: `ssh://${host}`, env: {}, signal: patience() });
  const { socket } = await openExec(connection.docker, 'c', { command: ['cat'] }, true, patience());
  const heard = new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  socket.write('hello');
  expect(await heard).toBe('echo hello');
  socket.destroy();
  connection.close();
});

it('what ssh says is told', async () => {
  const asked = connect({ host: 'ssh://nowhere', env: {}, signal: patience() });
  await expect(asked).rejects.toThrow('ssh: Could not resolve hostname nowhere');
});

it('a destination can never be an option', () => {
  const address = { kind: 'ssh', destination: '-oProxyCommand=x' } as const;
  for (const words of [dialArguments(address), forwardArguments(address, '/s')])
    expect(words.at(-3)).toBe('--');
});

it.each([
  ['kex_exchange_identification: read: Connection reset by peer', true],
  ['Connection closed by 127.0.0.1 port 2222', true],
  ['mux_client_request_session: session request failed: Session open refused by peer', true],
  ['me@lab: Permission denied (publickey).', false],
  ['ssh: connect to host lab port 22: Connection refused', false],
])('%s: a refusal of one login among many? %s', (said, refused) => {
  expect(wasRefused(said)).toBe(refused);
});
