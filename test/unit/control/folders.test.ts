import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  configFolder,
  isOwnFolder,
  type Machine,
  makeOwnFolder,
  runtimeFolder,
  stateFolder,
} from '../../../src/control/folders.ts';
import { pidsIn, socketPath } from '../../../src/control/path.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'outrider-folders-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const uid = process.getuid!();
const machine = (): Machine => ({ uid, home: '/home/me', shared: base });

it('the runtime folder is the one of the session', () => {
  expect(runtimeFolder({ XDG_RUNTIME_DIR: base }, machine())).toBe(join(base, 'outrider'));
});

it.each([
  ['missing', undefined],
  ['empty', ''],
  ['relative', 'run'],
  ['of a folder that is not there', '/nowhere/at/all'],
])('a runtime folder that is %s gives way to one of the user’s own', (_what, given) => {
  expect(runtimeFolder({ XDG_RUNTIME_DIR: given }, machine())).toBe(join(base, `outrider-${uid}`));
});

it('state and configuration lie where XDG has them, also for a user without a home', () => {
  const env = { XDG_STATE_HOME: '/state', XDG_CONFIG_HOME: '' };
  expect(stateFolder(env, machine())).toBe('/state/outrider');
  expect(configFolder(env, machine())).toBe('/home/me/.config/outrider');
  expect(stateFolder({}, { ...machine(), home: undefined })).toBe(join(base, `outrider-${uid}`));
});

it('a folder is made for its user alone, whatever the umask', () => {
  const path = join(base, 'a', 'outrider');
  const before = process.umask(0);
  makeOwnFolder(path, uid);
  process.umask(before);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(isOwnFolder(path, uid)).toBe(true);
});

it('a folder that is open to others is refused', () => {
  const path = join(base, 'open');
  mkdirSync(path);
  chmodSync(path, 0o777);
  expect(() => makeOwnFolder(path, uid)).toThrow('is open to other users');
  expect(isOwnFolder(path, uid)).toBe(false);
});

it('a folder of another user is refused', () => {
  const path = join(base, 'theirs');
  mkdirSync(path, { mode: 0o700 });
  expect(() => makeOwnFolder(path, uid + 1)).toThrow(`belongs to another user (uid ${uid})`);
});

it('a link is not followed', () => {
  const real = join(base, 'real');
  const link = join(base, 'link');
  mkdirSync(real, { mode: 0o700 });
  symlinkSync(real, link);
  expect(() => makeOwnFolder(link, uid)).toThrow('is no folder of its own');
});

it('a folder that is not there is neither own nor foreign', () => {
  expect(isOwnFolder(join(base, 'nowhere'), uid)).toBeUndefined();
});

const of = { project: 'shop', engine: 'unix:///run/docker.sock' };

it('a socket names its process, and belongs to a project on one engine', () => {
  const name = socketPath('/run', of, 42).replace('/run/', '');
  expect(pidsIn([name, 'other.sock'], of)).toEqual([42]);
  expect(pidsIn([name], { ...of, engine: 'tcp://far:2375' })).toEqual([]);
  expect(pidsIn([name], { ...of, project: 'shop2' })).toEqual([]);
});

it('a path is never longer than a socket’s may be, and is found all the same', () => {
  const folder = `/${'x'.repeat(70)}`;
  const long = { ...of, project: 'y'.repeat(200) };
  const path = socketPath(folder, long, 1234567);
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103);
  expect(pidsIn([path.replace(`${folder}/`, '')], long)).toEqual([1234567]);
});
