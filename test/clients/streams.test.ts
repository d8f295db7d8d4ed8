import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientProgram, type Served, serve } from './support/served.ts';

const kubectl = clientProgram('kubectl');
/** What listens on the pod's loopback only is reached as well. */
const script = `mkdir /tmp/w; cd /tmp/w; dd if=/dev/urandom of=big bs=1M count=8 2>/dev/null; sha256sum big > sum
exec python3 -m http.server --bind 127.0.0.1 8080`;
const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, ${JSON.stringify(script)}]
      readinessProbe:
        periodSeconds: 1
        exec: {command: [python3, -c, 'import socket; socket.create_connection(("127.0.0.1", 8080))']}
`;

async function fetched(port: string, path: string): Promise<Buffer> {
  const [response] = (await once(get({ host: '127.0.0.1', port, path, agent: false }), 'response')) as [
    IncomingMessage,
  ];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const ways = [
  ['SPDY in WebSockets', []],
  ['plain SPDY', ['KUBECTL_PORT_FORWARD_WEBSOCKETS=false', 'KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false']],
] as const;

(kubectl === undefined ? describe.skip : describe)('streams of pods that run here', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve('streams', manifest);
  }, 120_000);
  afterAll(() => served.end(), 120_000);

  for (const [way, settings] of ways) {
    it(`kubectl forwards connections side by side over ${way}, and tells one that is refused`, async () => {
      const forward = served.start('env', [...settings, kubectl!, 'port-forward', 'web', ':8080', ':81']);
      await forward.shows(/127\.0\.0\.1:\d+ -> 8080[\s\S]*127\.0\.0\.1:\d+ -> 81/);
      const [, port, closed] = /127\.0\.0\.1:(\d+) -> 8080[\s\S]*127\.0\.0\.1:(\d+) -> 81/.exec(
        forward.stdout(),
      )!;
      const bodies = await Promise.all([1, 2, 3, 4].map(() => fetched(port!, '/big')));
      const [sum] = (await fetched(port!, '/sum')).toString().split(' ');
      for (const body of bodies) expect(createHash('sha256').update(body).digest('hex')).toBe(sum);
      await expect(fetched(closed!, '/')).rejects.toThrow();
      expect((await forward.finished).stderr).toMatch(/error forwarding port 81 to pod web: .*refused/);
    }, 120_000);

    it(`kubectl runs commands over ${way}`, async () => {
      const command = ['exec', '-i', 'web', '--', 'sh', '-c', 'cat; echo beside >&2; exit 7'];
      const ran = await served.run('env', [...settings, kubectl!, ...command], 'input');
      expect(ran).toMatchObject({ code: 7, stdout: 'input', stderr: expect.stringContaining('beside') });
    });
  }

  it('a container that kubectl adds sees the pod from inside, and does not count for it', async () => {
    const add = (name: string, ...rest: string[]) => {
      const args = ['debug', 'web', '--image=outrider/demo:0.1', '-c', name, ...rest];
      // The end of the input would be the end of the output as well, as on a cluster.
      const adding = served.start(kubectl!, args, null);
      adding.process.stdin!.write('hello\n');
      return adding.finished;
    };
    const fetches = 'import urllib.request as u; print(u.urlopen("http://127.0.0.1:8080/sum").status)';
    const look = `read line; echo got $line; tr '\\0' ' ' < /proc/1/cmdline; python3 -c '${fetches}'; exit 3`;
    const { stdout } = await add('look', '-i', '--profile=general', '--target=app', '--', 'sh', '-c', look);
    expect(stdout).toMatch(/got hello[\s\S]*http\.server[\s\S]*200/);
    const path = 'jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.exitCode}';
    const waited = await served.run(kubectl!, ['wait', `--for=${path}=3`, 'pod/web', '--timeout=60s']);
    expect(waited.stdout).toContain('condition met');
    expect((await served.run(kubectl!, ['logs', 'web', '-c', 'look'])).stdout).toContain('got hello');
    expect((await served.run(kubectl!, ['get', 'pod', 'web'])).stdout).toMatch(/web +1\/1 +Running +0 /);
    expect((await add('all', '--profile=sysadmin', '--', 'true')).stderr).toContain('privileged');
  }, 120_000);
});
