import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connect } from '../../../../src/docker/transport/connect.ts';
import { signAuthority, signWorkload } from '../../../../src/secrets/sign.ts';
import { patience } from '../fake-daemon.ts';

let server: Server;
let folder = '';

/** An engine whose certificate one authority has signed, and folders as for DOCKER_CERT_PATH: `right` trusts it, `wrong` another. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-tls-'));
  const validity = { days: 2, now: Date.now(), randomBytes };
  const [right, wrong] = await Promise.all([
    signAuthority('right', validity),
    signAuthority('wrong', validity),
  ]);
  const identity = { name: 'engine', dnsNames: ['localhost'], uri: 'spiffe://engine' };
  const engine = await signWorkload(identity, right, validity);
  for (const [name, authority] of Object.entries({ right, wrong })) {
    writeFileSync(join(folder, `${name}-ca.pem`), authority.certificate);
  }
  server = createServer({ cert: engine.certificate, key: engine.key }, (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ Version: '1', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64' }));
  }).listen(0, 'localhost');
  await once(server, 'listening');
}, 60_000);

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

function env(trusted: 'right' | 'wrong', verify: boolean): Readonly<Record<string, string>> {
  const certificates = mkdtempSync(join(folder, 'certs-'));
  writeFileSync(join(certificates, 'ca.pem'), readFileSync(join(folder, `${trusted}-ca.pem`)));
  return {
    DOCKER_HOST: `tcp://localhost:${(server.address() as AddressInfo).port}`,
    DOCKER_CERT_PATH: certificates,
    ...(verify ? { DOCKER_TLS_VERIFY: '1' } : { DOCKER_TLS: '1' }),
  };
}

it('an engine whose certificate is signed by the trusted authority is talked to', async () => {
  const connection = await connect({ env: env('right', true), signal: patience() });
  expect(connection.info.version).toBe('1');
  connection.close();
});

it('an engine whose certificate somebody else has signed is not', async () => {
  await expect(connect({ env: env('wrong', true), signal: patience() })).rejects.toMatchObject({
    code: 'no-engine',
    message: expect.stringMatching(/certificate|self-signed/),
  });
});

it('without verification, which DOCKER_TLS alone asks for, any certificate will do', async () => {
  const connection = await connect({ env: env('wrong', false), signal: patience() });
  expect(connection.info.version).toBe('1');
  connection.close();
});
