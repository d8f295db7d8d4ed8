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
  containers: [{name: app, image: 'outrider/demo:0.1', command: [sh, -c, ${JSON.stringify(script)}]}]
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

(kubectl === undefined ? describe.skip : describe)('ports of pods that run here', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve('forward', manifest);
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
});
