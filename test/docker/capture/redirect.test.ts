import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { startProxy, startServers, stopProxy } from './support/listeners.ts';
import { app, configR, proxy, redirectMatrix, root } from './support/matrix.ts';
import { client, expectRow } from './support/try-row.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
  await Promise.all([startProxy(lab), startServers(lab)]);
}, 60_000);

afterAll(() => lab?.close(), 30_000);

describe.each(['iptables-nft', 'iptables-legacy', 'nftables'] as const)('REDIRECT with %s', (backend) => {
  afterAll(() => runSteps(lab.pod, planFor(backend, configR).remove));

  for (const { name, config, rows } of redirectMatrix) {
    describe(name, () => {
      beforeAll(() => runSteps(lab.pod, planFor(backend, config).apply));
      for (const row of rows) it(`row ${row.row}: ${row.title}`, () => expectRow(lab, row));
    });
  }

  describe('all but some', () => {
    beforeAll(() => runSteps(lab.pod, planFor(backend, configR).apply));

    it('row 33: the proxy asks Docker’s resolver over TCP, and is not led into itself', async () => {
      const answer = await lab.pod.actor({
        do: 'resolve',
        host: '127.0.0.11',
        protocol: 'tcp',
        name: 'ext',
        ...proxy,
      });
      expect(answer).toEqual({ address: lab.ext.ip });
    });

    it('row 69: without DNS capture names are Docker’s business, over UDP and TCP', async () => {
      for (const protocol of ['udp', 'tcp']) {
        for (const who of [app, root]) {
          const question = { do: 'resolve', host: '127.0.0.11', protocol, name: 'ext', ...who };
          expect(await lab.pod.actor(question)).toEqual({ address: lab.ext.ip });
        }
      }
    });

    it('row 69: TCP to another resolver is a connection out like any other', async () => {
      const answer = await lab.pod.actor({ do: 'connect', host: lab.ext.ip, port: 53, ...client(app) });
      expect(answer).toMatchObject({ by: 'out', original: `${lab.ext.ip}:53` });
    });

    it('row 41: a connection by name is captured, and shows who it comes from', async () => {
      const { address } = await lab.ext.actor({
        do: 'resolve',
        host: '127.0.0.11',
        protocol: 'udp',
        name: 'pod',
      });
      expect(address).toBe(lab.pod.ip);
      const answer = await lab.ext.actor({ do: 'connect', host: address, port: 8080 });
      expect(answer).toMatchObject({ by: 'in', original: `${lab.pod.ip}:8080`, peer: answer.own });
    });

    it('row 34: a command in the app’s container reaches the app, not the proxy', async () => {
      const script = `import socket; print(socket.create_connection(('${lab.pod.ip}', 8080), 5).makefile().readline())`;
      const exec = await lab.docker.getContainer(lab.pod.actorId).exec({
        Cmd: ['python3', '-c', script],
        User: '2000:2000',
        AttachStdout: true,
      });
      const stream = await exec.start({ hijack: true });
      let said = '';
      for await (const chunk of stream) said += String(chunk);
      expect(said).toContain('"by": "app"');
    });
  });

  describe('without a proxy', () => {
    beforeAll(() => Promise.all([runSteps(lab.pod, planFor(backend, configR).apply), stopProxy(lab)]));
    afterAll(() => startProxy(lab));

    it('row 16: a connection out is refused, neither lost nor let through', async () => {
      const answer = await lab.pod.actor({ do: 'connect', host: lab.ext.ip, port: 80, ...client(app) });
      expect(answer).toEqual({ error: 'refused' });
    });

    it('row 45: so is one from outside', async () => {
      const answer = await lab.ext.actor({ do: 'connect', host: lab.pod.ip, port: 8080 });
      expect(answer).toEqual({ error: 'refused' });
    });
  });
});
