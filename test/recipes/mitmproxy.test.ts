import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { catalogueImage } from '../../src/images/catalogue.ts';
import { projectFolder } from '../support/cli/run-outrider.ts';
import { type ExampleRun, runExample } from './support/example.ts';
import { unlessThere } from './support/programs.ts';

const describeMitmproxy = unlessThere('mitmproxy', 'nginx');
const start = (name: string, parameters: string, file = 'https.yaml'): ExampleRun =>
  runExample(`mitm-${name}`, file, [`mitmproxy:pods=client,${parameters}`]);

/** The example with a certificate for its server that a ConfigMap `known` has as well. */
function withKnownCertificate(example: string): string {
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const name = ['-subj', '/CN=server', '-addext', 'subjectAltName=DNS:server'];
  const output = ['-keyout', '/dev/stdout', '-out', '/dev/stdout'];
  const image = ['run', '--rm', '--entrypoint', 'openssl', catalogueImage('nginx').reference];
  const pem = execFileSync('docker', [...image, ...request, ...name, ...output], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const certificate = pem.slice(pem.indexOf('-----BEGIN CERTIFICATE'));
  const server = example
    .replaceAll(/(ssl_certificate\S*) \S+;/g, '$1 /etc/nginx/conf.d/server.pem;')
    .replace('\ndata:\n', () => `\ndata:\n  server.pem: ${JSON.stringify(pem)}\n`);
  return `${server}---
apiVersion: v1
kind: ConfigMap
metadata: {name: known}
data: {ca.crt: ${JSON.stringify(certificate)}}
`;
}

describeMitmproxy('the recipe mitmproxy', () => {
  let run: ExampleRun;
  beforeAll(async () => {
    run = start('log', 'insecure=true');
    await run.logged('client', 'app', / 200 /, 3);
  }, 60_000);
  afterAll(() => run.stop(), 30_000);

  /** Asks from within the app's container, and prints who has signed the certificate that it is shown. */
  const ask = (...before: string[]) => {
    const script = [
      'import socket, ssl',
      'context = ssl.create_default_context()',
      'tls = context.wrap_socket(socket.create_connection(("server", 443)), server_hostname="server")',
      'print(dict(field[0] for field in tls.getpeercert()["issuer"])["commonName"])',
    ].join('\n');
    return run.outrider('exec', 'client', '--', ...before, 'python3', '-c', script);
  };

  it('shows what went out under TLS: the path, and the answer', async () => {
    await run.logged('client', 'mitmproxy', /: GET https:\/\/server\/greeting\?to=all$/, 3);
    await run.logged('client', 'mitmproxy', /<< 200 OK 6b$/, 3);
    await run.logged('server', 'nginx', /"GET \/greeting\?to=all HTTP\/1.1" 200/, 3);
  });

  it('is there before the app, which loses no request to it', () => {
    expect(run.lines('client', 'app').filter((line) => /CERTIFICATE|refused/.test(line))).toEqual([]);
  });

  it('is trusted by the app through the development CA, and by that alone', async () => {
    expect((await ask()).stdout).toBe('mitmproxy\n');
    expect((await ask('env', '-u', 'SSL_CERT_FILE')).stderr).toContain('CERTIFICATE_VERIFY_FAILED');
  });

  it('keeps the key of the CA to itself', async () => {
    const keys = 'grep -rl "PRIVATE KEY" /etc/mitmproxy-ca /var/lib/mitmproxy; true';
    const keysIn = async (target: string) =>
      (await run.outrider('exec', target, '--', 'sh', '-c', keys)).stdout;
    expect(await keysIn('client')).toBe('');
    expect(await keysIn('client/mitmproxy')).toContain('/var/lib/mitmproxy/mitmproxy-ca.pem');
  });

  it('leaves nothing behind', async () => {
    expect(await run.stop()).toEqual([0, []]);
  }, 30_000);
});

describeMitmproxy('the recipe mitmproxy with other parameters', () => {
  let run: ExampleRun;
  afterEach(async () => {
    expect(await run.stop()).toEqual([0, []]);
  }, 30_000);

  it('refuses a server’s certificate that nobody trusts, unless it is told otherwise', async () => {
    run = start('strict', 'insecure=false');
    await run.logged('client', 'app', / 502 /, 2);
    await run.logged('client', 'mitmproxy', /[Cc]ertificate verify failed/);
    expect(run.lines('server', 'nginx').filter((line) => line.includes('/greeting'))).toEqual([]);
  }, 60_000);

  it('takes the certificate of a server whose CA upstreamCa names', async () => {
    const folder = projectFolder('mitm-files');
    const file = folder.file(withKnownCertificate(readFileSync('examples/https.yaml', 'utf8')));
    run = start('trust', 'insecure=false,upstreamCa=known', file);
    await run.logged('client', 'app', / 200 /, 2);
    folder.remove();
  }, 60_000);

  it('shows its page with program=mitmweb', async () => {
    run = start('web', 'insecure=true,program=mitmweb');
    await run.logged('client', 'app', / 200 /);
    const flows = ['curl', '-s', 'http://127.0.0.1:8081/flows'];
    expect((await run.outrider('debug', 'client', '--', ...flows)).stdout).toContain('/greeting?to=all');
  }, 60_000);
});
