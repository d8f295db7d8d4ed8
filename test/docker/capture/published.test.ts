import { once } from 'node:events';
import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from './support/actor.ts';
import { type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { startProxy, stopProxy } from './support/listeners.ts';
import { configR } from './support/matrix.ts';

let lab: Lab;
let published: number;
let gateway: string;

beforeAll(async () => {
  lab = await openLab({ publish: 8080 });
  await startProxy(lab);
  const { NetworkSettings } = await lab.docker.getContainer(lab.pod.id).inspect();
  published = Number(NetworkSettings.Ports['8080/tcp']![0]!.HostPort);
  gateway = NetworkSettings.Networks[lab.network]!.Gateway;
}, 60_000);

afterAll(() => lab?.close(), 30_000);

describe.each(['iptables-nft', 'iptables-legacy', 'nftables'] as const)(
  'a published port with %s',
  (backend) => {
    const plan = planFor(backend, configR);
    beforeAll(() => runSteps(lab.pod, plan.apply));
    afterAll(() => runSteps(lab.pod, plan.remove));

    it('row 40: leads to the proxy, with the container’s port as the original one', async () => {
      const answer = JSON.parse(await firstWords(published)) as Answer;
      expect(answer).toMatchObject({ by: 'in', original: `${lab.pod.ip}:8080` });
      expect(answer.peer).toMatch(new RegExp(`^${gateway}:`));
    });

    it('row 45: without a proxy it accepts, since Docker’s own proxy does, and closes without a word', async () => {
      await stopProxy(lab);
      expect(await firstWords(published)).toBe('');
      await startProxy(lab);
    });
  },
);

/** The first line that comes over an accepted connection; nothing when it ends before. @throws when it is refused. */
async function firstWords(port: number): Promise<string> {
  const socket = createConnection(port, '127.0.0.1');
  await once(socket, 'connect');
  let said = '';
  try {
    for await (const chunk of socket) {
      said += String(chunk);
      if (said.includes('\n')) break;
    }
  } catch {
    // Closed by a reset rather than an end: as good a sign that nobody was there.
  }
  socket.destroy();
  return said;
}
