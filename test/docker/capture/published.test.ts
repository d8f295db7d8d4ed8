import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Answer } from './support/actor.ts';
import { type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { startProxy } from './support/listeners.ts';
import { configR } from './support/matrix.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab({ publish: 8080 });
  await startProxy(lab);
}, 60_000);

afterAll(() => lab?.close(), 30_000);

it.each(['iptables-nft', 'nftables'] as const)(
  'row 40: with %s, a published port leads to the proxy, with the container’s port as the original one',
  async (backend) => {
    const plan = planFor(backend, configR);
    await runSteps(lab.pod, plan.apply);
    const { NetworkSettings } = await lab.docker.getContainer(lab.pod.id).inspect();
    const published = Number(NetworkSettings.Ports['8080/tcp']![0]!.HostPort);
    const gateway = NetworkSettings.Networks[lab.network]!.Gateway;
    const answer = await firstLine(published);
    expect(answer).toMatchObject({ by: 'in', original: `${lab.pod.ip}:8080` });
    expect(answer.peer).toMatch(new RegExp(`^${gateway}:`));
    await runSteps(lab.pod, plan.remove);
  },
);

function firstLine(port: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.on('error', reject);
    createInterface(socket).once('line', (line) => {
      socket.destroy();
      resolve(JSON.parse(line) as Answer);
    });
  });
}
