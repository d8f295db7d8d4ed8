import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { endFrozen } from '../../../src/control/end-frozen.ts';
import { socketPath } from '../../../src/control/path.ts';
import type { MeetingPlace } from '../../../src/control/place.ts';

const of = { project: 'shop', engine: 'unix:///run/docker.sock' };
const program = `
const path = require('node:path').join(process.argv[1], process.argv[2].replace('PID', process.pid));
require('node:net').createServer(() => {}).listen(path, () => console.log('listens'));
`;

let folder: string;
let child: ChildProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-frozen-'));
  chmodSync(folder, 0o700);
});
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A process that listens where a run of the project does, and answers nothing. */
async function silentRun(): Promise<MeetingPlace> {
  const name = socketPath('', of, 0).replace('.0.sock', '.PID.sock');
  child = spawn(process.execPath, ['-e', program, folder, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  return { folder, uid: process.getuid!(), of };
}

it('a run that is stopped is killed, and is gone then', async () => {
  const place = await silentRun();
  child.kill('SIGSTOP');
  const ended = once(child, 'exit');
  expect(await endFrozen(place)).toEqual([child.pid]);
  expect(await ended).toEqual([null, 'SIGKILL']);
});

it('a run that is not stopped, and one of another project, are left alone', async () => {
  const place = await silentRun();
  expect(await endFrozen(place)).toEqual([]);
  child.kill('SIGSTOP');
  expect(await endFrozen({ ...place, of: { ...of, project: 'other' } })).toEqual([]);
  expect(child.exitCode ?? child.signalCode).toBeNull();
});
