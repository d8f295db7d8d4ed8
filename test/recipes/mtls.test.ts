import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { makeSecrets } from '../../src/secrets/make-secrets.ts';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../support/cli/run-outrider.ts';
import { describeEngine } from './support/describe-engine.ts';
import { unlessThere } from './support/programs.ts';

const { project, remove } = projectFolder('mtls');
const outrider = (...args: string[]) => runOutrider(['-p', project, ...args]);
const describeMtls = unlessThere('haproxy');

describeMtls('the recipe mtls', () => {
  let run: Started;
  let address: string;
  beforeAll(async () => {
    run = startOutrider(['-p', project, 'up', 'examples/mtls.yaml', '--output', 'json', '--with', 'mtls']);
    await logged(run, 'client', 'app', / 200 /, 3);
    const sandbox = run.events().find((event) => event.type === 'SandboxReady' && event.pod === 'server');
    address = (sandbox as { ip: string }).ip;
  }, 60_000);
  afterAll(async () => {
    run.process.kill('SIGINT');
    await run.ended;
    await outrider('down', '--volumes');
    remove();
  }, 30_000);
  const inClient = async (...command: string[]) =>
    (await outrider('debug', 'client', '--', ...command)).stdout.trim();
  const file = async (pod: string, name: string) =>
    (await outrider('exec', '-T', `${pod}/mtls`, '--', 'cat', `/run/tls/${name}`)).stdout;
  const heard = () => linesOf(run, 'server', 'app');

  it('lets the apps speak plain HTTP, and tells the server who calls', async () => {
    await logged(run, 'server', 'app', /^GET \/ from Subject="CN=client"$/, 3);
    await logged(run, 'server', 'mtls', /inbound~ .* 200 .*\{req-\d+\|client\} .*server\/TLSv1\.3\//, 3);
    for (const line of heard()) expect(line).toMatch(/^GET \/\S* from Subject="CN=\w+"$/);
  });

  it('does not take a caller’s word for who it is', async () => {
    const header = 'X-Forwarded-Client-Cert: Subject="CN=admin"';
    expect(await inClient('curl', '-s', '-m', '5', '-H', header, 'http://server:8080/')).toBe(
      'Subject="CN=client"',
    );
  });

  it('does not call a server that is not who was called', async () => {
    const status = ['-s', '-m', '5', '-o', '/dev/null', '-w', '%{http_code}'];
    expect(await inClient('curl', ...status, 'http://server:8080/')).toBe('200');
    expect(await inClient('curl', ...status, '-H', 'Host: another', 'http://server:8080/')).toBe('503');
  });

  it('refuses plain text, and the app hears nothing of it', async () => {
    await expect(askPlainly(address, '/plain')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(heard().filter((line) => line.includes('/plain'))).toEqual([]);
  });

  it('refuses a caller with no certificate, or with one from another CA, and takes one from its own', async () => {
    const own = { cert: await file('client', 'tls.crt'), key: await file('client', 'tls.crt.key') };
    const stranger = await anotherAuthority();
    expect(await askInTls(address, '/own', own)).toMatch(/^HTTP\/1\.1 200 .*CN=client/s);
    await expect(askInTls(address, '/none', {})).rejects.toThrow(/certificate required|ECONNRESET/);
    const foreign = { cert: stranger['tls.crt']!, key: stranger['tls.key']! };
    await expect(askInTls(address, '/foreign', foreign)).rejects.toThrow(/unknown ca|ECONNRESET/);
    expect(heard().filter((line) => /\/none|\/foreign/.test(line))).toEqual([]);
  });

  it('speaks TLS on the wire, and HTTP only from the proxy to the app', async () => {
    const seen = async (device: string) => {
      const args = ['tcpdump', '-A', '-nn', '-q', '-l', '-c', '30', '-i', device, 'tcp', 'port', '8080'];
      return (await outrider('debug', 'server', '--', ...args)).stdout;
    };
    const [wire, inside] = await Promise.all([seen('eth0'), seen('lo')]);
    expect(inside).toMatch(/GET \/ HTTP/);
    expect(wire).toMatch(/\.8080: tcp [1-9]/);
    expect(wire).not.toMatch(/GET \/|HTTP\/1|Subject/);
  }, 30_000);

  it('shows a key to nobody but the proxy', async () => {
    const keys = [await file('client', 'tls.crt.key'), await file('server', 'tls.crt.key')];
    // The second line of PEM: whatever the text around it looks like.
    const secrets = keys.map((key) => key.split('\n')[1]!);
    for (const secret of secrets) expect(secret).toMatch(/^[\w+/]{64}$/);
    const texts = [await describeEngine(project), JSON.stringify(run.events())];
    const found = secrets.map((secret) => texts.map((text) => text.includes(secret)));
    expect(found).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(texts[0]).toContain('dev.outrider.spec-hash');
    const listing = await outrider('exec', '-T', 'server/app', '--', 'ls', '/run/tls');
    expect(listing.exitCode).not.toBe(0);
  });

  it('has the same certificates at another `up`, which so changes nothing of what runs', async () => {
    const before = await file('server', 'tls.crt');
    const again = startOutrider([
      '-p',
      project,
      'up',
      'examples/mtls.yaml',
      '--output',
      'json',
      '--with',
      'mtls',
    ]);
    await again.seen('Log');
    const { stdout } = await outrider('inject', 'examples/mtls.yaml', '--with', 'mtls');
    expect(stdout.replace(/^ +/gm, '').includes(before)).toBe(true);
    await logged(run, 'client', 'app', / 200 /, linesOf(run, 'client', 'app').length + 2);
    expect(run.events().filter(({ type }) => type === 'ContainerTerminated')).toEqual([]);
    again.process.kill('SIGKILL');
    await again.ended;
  }, 30_000);

  it('leaves nothing behind', async () => {
    run.process.kill('SIGINT');
    expect((await run.ended).exitCode).toBe(0);
    expect(await leftOf(project)).toEqual([]);
  }, 30_000);
});

describeMtls('the recipe mtls for certain callers', () => {
  it('answers others with 403, and the app hears nothing of them', async () => {
    const args = ['up', 'examples/mtls.yaml', '--output', 'json', '--with', 'mtls:allow=client-2|admin'];
    const run = startOutrider(['-p', `${project}-allow`, ...args]);
    await logged(run, 'client', 'app', / 403 /, 2);
    run.process.kill('SIGINT');
    await run.ended;
    await runOutrider(['-p', `${project}-allow`, 'down', '--volumes']);
    expect(linesOf(run, 'server', 'app')).toEqual([]);
  }, 60_000);
});

function linesOf(run: Started, pod: string, container: string): readonly string[] {
  return run
    .events()
    .flatMap((event) =>
      event.type === 'Log' && event.pod === pod && event.container === container ? [event.line] : [],
    );
}

/** Settles when a container has logged so many lines like that. */
async function logged(
  run: Started,
  pod: string,
  container: string,
  pattern: RegExp,
  times: number,
): Promise<void> {
  const logs = () => run.events().filter(({ type }) => type === 'Log').length;
  while (linesOf(run, pod, container).filter((line) => pattern.test(line)).length < times)
    await run.seen('Log', undefined, logs() + 1);
}

function askPlainly(host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host, port: 8080, path, timeout: 5_000 }, (response) => resolve(response.statusCode!)).on(
      'error',
      reject,
    );
  });
}

/** The whole answer. The server's own certificate is none of this side's concern. */
function askInTls(host: string, path: string, own: ConnectionOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...own, host, port: 8080, rejectUnauthorized: false });
    let answer = '';
    socket.on('error', reject);
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    socket.on('end', () => resolve(answer));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: server:8080\r\nConnection: close\r\n\r\n`);
  });
}

/** A client's certificate as this project would give it, but from another project's CA. */
async function anotherAuthority(): Promise<Readonly<Record<string, string>>> {
  const identity = {
    name: 'client',
    dnsNames: ['client'],
    uri: 'spiffe://cluster.local/ns/default/sa/client',
  };
  const request = { kind: 'certificate', name: 'x', namespaces: [undefined], identity, days: 1 } as const;
  const keep = (_name: string, _isGood: unknown, make: () => Promise<string>) => make();
  const [made] = await makeSecrets([request], { keep, randomBytes, now: Date.now });
  return made!.data;
}
