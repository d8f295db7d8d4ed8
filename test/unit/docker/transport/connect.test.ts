import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { connect } from '../../../../src/docker/transport/connect.ts';
import { type FakeDaemon, fakeDaemon, json, patience, silence } from '../fake-daemon.ts';

let daemon: FakeDaemon | undefined;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-connect-'));
});

afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
  rmSync(folder, { recursive: true });
});

const version = { Version: '20.10.24', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64' };

it('an engine that answers is told with its version and with who named it', async () => {
  daemon = await fakeDaemon([['GET', /\/version/, json(200, version)]]);
  const env = { DOCKER_HOST: `unix://${daemon.path}` };
  const connection = await connect({ env, signal: patience() });
  expect(connection.info).toEqual({
    address: `unix://${daemon.path}`,
    product: 'Docker',
    version: '20.10.24',
    apiVersion: '1.41',
    os: 'linux/amd64',
    endpoint: `DOCKER_HOST (unix://${daemon.path})`,
  });
  connection.close();
});

it('--host is not overruled by the process’ own environment', async () => {
  daemon = await fakeDaemon([['GET', /\/version/, json(200, version)]]);
  const before = process.env['DOCKER_HOST'];
  process.env['DOCKER_HOST'] = 'tcp://127.0.0.1:1';
  try {
    const connection = await connect({ host: daemon.path, env: {}, signal: patience() });
    expect(await connection.docker.version()).toMatchObject({ Version: '20.10.24' });
    connection.close();
  } finally {
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
  }
});

it('without an engine the error lists what was tried and why each was refused', async () => {
  const file = join(folder, 'no-socket');
  writeFileSync(file, '');
  const asked = connect({ host: `unix://${file}`, env: {}, signal: patience() });
  await expect(asked).rejects.toMatchObject({
    code: 'no-engine',
    message: `no Docker engine answers. Tried:\n  --host (unix://${file}): no Docker engine answers (ECONNREFUSED)`,
    hint: expect.stringContaining('DOCKER_HOST'),
  });
});

it('a host that is none is refused without a try', async () => {
  await expect(connect({ host: 'ftp://x', env: {}, signal: patience() })).rejects.toThrow(
    '--host (ftp://x): has a scheme that is not known here: ftp://',
  );
});

it('the caller can give up on an engine that says nothing', async () => {
  const controller = new AbortController();
  daemon = await fakeDaemon([
    ['GET', /\/version/, () => controller.abort()],
    ['GET', /./, silence],
  ]);
  const asked = connect({ host: daemon.path, env: {}, signal: controller.signal });
  await expect(asked).rejects.toMatchObject({ code: 'aborted' });
});
