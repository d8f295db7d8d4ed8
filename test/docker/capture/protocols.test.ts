import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ruleCounters } from '../../../src/capture/check/counters.ts';
import { parseListeners } from '../../../src/capture/check/listeners.ts';
import { catalogueImage } from '../../../src/images/catalogue.ts';
import { type Host, type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { listings } from './support/look.ts';
import { proxy } from './support/matrix.ts';

/** A proxy that passes on whatever it is given: to where it was going, and on the way in from 127.0.0.6. */
const transparent = `
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen outbound
  bind 127.0.0.1:15001
  server original 0.0.0.0:0
listen inbound
  bind 0.0.0.0:15006
  server original 0.0.0.0:0 source 127.0.0.6
`;

/** A server of HTTP/2 without TLS. */
const http2Server = `
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend http2
  bind 0.0.0.0:8082 proto h2
  http-request return status 200 content-type text/plain string "hello over two"
`;

const program = readFileSync(join(import.meta.dirname, 'support/protocols.py'), 'utf8');

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
  await Promise.all([
    haproxy(lab.pod, transparent, '1337:1337'),
    haproxy(lab.ext, http2Server, '99:99'),
    haproxy(lab.pod, http2Server, '99:99'),
    execIn(lab.ext, ['python3', '-c', program, 'serve', '8080', '8443'], '0:0', true),
    execIn(lab.pod, ['python3', '-c', program, 'serve', '8080', '8443'], '2000:2000', true),
    lab.pod.actor({
      do: 'dns',
      key: 'dns',
      host: '127.0.0.1',
      port: 15053,
      upstreamSource: '127.0.0.53',
      ...proxy,
    }),
  ]);
  await Promise.all([
    listening(lab.pod, 15001, 15006, 8080, 8082, 8443),
    listening(lab.ext, 8080, 8082, 8443),
  ]);
}, 60_000);

afterAll(() => lab?.close(), 30_000);

describe.each(['iptables-nft', 'nftables'] as const)('through HAProxy, captured with %s', (backend) => {
  const plan = planFor(backend, { captureDns: true, dropInvalid: true });
  beforeAll(() => runSteps(lab.pod, plan.apply));
  afterAll(() => runSteps(lab.pod, plan.remove));

  const app = (...command: readonly string[]) => execIn(lab.pod, command, '2000:2000');
  const outside = (...command: readonly string[]) => execIn(lab.ext, command, '0:0');
  const python = ['python3', '-c', program] as const;

  it('names and HTTP/1.1', async () => {
    expect(await app('curl', '-s', 'http://ext:8080/')).toBe(`hello ${lab.pod.ip}, I am at ${lab.ext.ip}`);
    const { seen } = await lab.pod.actor({ do: 'report', key: 'dns' });
    expect(seen).toContain('udp ext');
    // The app sees 127.0.0.6, which nothing but the proxy has.
    expect(await outside('curl', '-s', 'http://pod:8080/')).toBe(`hello 127.0.0.6, I am at ${lab.pod.ip}`);
  });

  it('HTTP/2 without TLS', async () => {
    const curl = ['curl', '-s', '--http2-prior-knowledge', '-w', ' %{http_version}'] as const;
    expect(await app(...curl, `http://${lab.ext.ip}:8082/`)).toBe('hello over two 2');
    expect(await outside(...curl, `http://${lab.pod.ip}:8082/`)).toBe('hello over two 2');
  });

  it('TLS, passed through', async () => {
    expect(await app(...python, 'tls', lab.ext.ip, '8443')).toBe('secret hello TLSv1.2\n');
    expect(await outside(...python, 'tls', lab.pod.ip, '8443')).toBe('secret hello TLSv1.2\n');
  });

  it('a WebSocket', async () => {
    const heard = "HTTP/1.1 101 Switching Protocols ['echo one', 'echo two']\n";
    expect(await app(...python, 'websocket', lab.ext.ip, '8080')).toBe(heard);
    expect(await outside(...python, 'websocket', lab.pod.ip, '8080')).toBe(heard);
  });

  it('an upload of 200 MB', async () => {
    expect(await app(...python, 'upload', lab.ext.ip, '8080')).toBe('intact\n');
    expect(await outside(...python, 'upload', lab.pod.ip, '8080')).toBe('intact\n');
  }, 60_000);

  it('each of them was captured', async () => {
    const counters = ruleCounters(plan.rules, await listings(lab.pod));
    const packets = (name: string) => counters.find((rule) => rule.name === name)?.packets;
    expect([packets('all-outbound'), packets('all-inbound')]).toEqual([5, 5]);
  });
});

async function haproxy(host: Host, config: string, user: string): Promise<void> {
  const container = await lab.docker.createContainer({
    Image: catalogueImage('haproxy').reference,
    Labels: { ...lab.labels },
    User: user,
    Env: [`CONFIG=${config}`],
    Entrypoint: ['sh', '-c', 'printf %s "$CONFIG" > /tmp/haproxy.cfg && exec haproxy -f /tmp/haproxy.cfg'],
    Cmd: [],
    HostConfig: { NetworkMode: `container:${host.id}` },
  });
  await container.start();
}

/** Runs a command in a host's demo container; answers with what it printed, or at once when it is to go on. */
async function execIn(
  host: Host,
  command: readonly string[],
  user: string,
  detached = false,
): Promise<string> {
  const exec = await lab.docker.getContainer(host.actorId).exec({
    Cmd: [...command],
    User: user,
    AttachStdout: !detached,
    AttachStderr: !detached,
    Tty: !detached,
  });
  const stream = await exec.start({ hijack: !detached, Detach: detached, Tty: !detached });
  if (detached) {
    stream.destroy();
    return '';
  }
  let said = '';
  for await (const chunk of stream) said += String(chunk);
  return said.replaceAll('\r\n', '\n');
}

async function listening(host: Host, ...ports: readonly number[]): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const found = parseListeners(await host.sh('ss -Hltne')).map(({ port }) => port);
    if (ports.every((port) => found.includes(port))) return;
    if (performance.now() > deadline)
      throw new Error(`nobody listens on ${ports.join(', ')}: ${found.join(', ')}`);
  }
}
