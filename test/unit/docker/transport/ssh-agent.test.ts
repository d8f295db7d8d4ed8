import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openExec } from '../../../../src/docker/holder/open-exec.ts';
import { connect } from '../../../../src/docker/transport/connect.ts';
import { sshArguments } from '../../../../src/docker/transport/ssh-agent.ts';
import { type FakeDaemon, fakeDaemon, json, patience } from '../fake-daemon.ts';

let daemon: FakeDaemon;
let folder = '';
const path = process.env['PATH'];

/** A program called ssh that leads to the fake daemon, and notes what it was called with. */
beforeEach(async () => {
  daemon = await fakeDaemon(
    [
      ['GET', /\/version/, json(200, { Version: '1', ApiVersion: '1.41', Os: 'linux', Arch: 'arm64' })],
      ['POST', /\/exec$/, json(201, { Id: 'e' })],
    ],
    (socket) => socket.on('data', (chunk) => socket.write(`echo ${chunk}`)),
  );
  folder = mkdtempSync(join(tmpdir(), 'outrider-ssh-'));
  const program = `#!${process.execPath}
const { appendFileSync } = require('node:fs');
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify(process.argv.slice(2)) + '\\n');
if (process.argv.includes('nowhere')) { console.error('ssh: Could not resolve hostname nowhere'); process.exit(255); }
const socket = require('node:net').connect(${JSON.stringify(daemon.path)});
process.stdin.pipe(socket).pipe(process.stdout);
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

const calls = () =>
  readFileSync(join(folder, 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

it('an engine is reached over ssh, and one connection serves request after request', async () => {
  const connection = await connect({ host: 'ssh://me@lab:2222', env: {}, signal: patience() });
  expect(connection.info).toMatchObject({ os: 'linux/arm64', endpoint: '--host (ssh://me@lab:2222)' });
  await connection.docker.version();
  await connection.docker.version();
  expect(calls()).toEqual([
    ['-T', '-o', 'ConnectTimeout=30', '-p', '2222', '--', 'me@lab', 'docker system dial-stdio'],
  ]);
  connection.close();
});

it('a connection that waits for the next request does not keep the process alive', async () => {
  const connection = await connect({ host: 'ssh://lab', env: {}, signal: patience() });
  const kept = () => process.getActiveResourcesInfo().filter((kind) => /Process|Pipe/.test(kind));
  while (kept().includes('ProcessWrap')) await new Promise(setImmediate);
  expect(await connection.docker.version()).toMatchObject({ Version: '1' });
  connection.close();
});

it('a hijacked exec works over it in both directions', async () => {
  const connection = await connect({ host: 'ssh://lab', env: {}, signal: patience() });
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
  expect(sshArguments({ kind: 'ssh', destination: 'a' })).toContain('--');
});
