import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Connection, connect } from '../../../src/docker/engine.ts';
import { pod } from '../../unit/docker/pods.ts';
import { openLab, patience } from './lab.ts';
import { type SshServer, startSshServer, whyNoSshServer } from './ssh-server.ts';

const reason = whyNoSshServer();
if (reason !== undefined) process.stderr.write(`skipped: an engine behind a real sshd: ${reason}\n`);

(reason === undefined ? describe : describe.skip)(
  'an engine behind a real sshd with its usual limits',
  () => {
    let server: SshServer;
    let connection: Connection;

    beforeAll(async () => {
      server = await startSshServer();
      connection = await connect({ host: server.host, env: {}, signal: patience });
    }, 60_000);

    afterAll(async () => {
      connection?.close();
      await server?.close();
    }, 60_000);

    it('forty streams and many calls at once take one login', async () => {
      const { docker } = connection;
      const streams = await Promise.all(Array.from({ length: 40 }, () => docker.getEvents()));
      const answers = await Promise.all(Array.from({ length: 120 }, () => docker.listContainers()));
      for (const stream of streams) (stream as unknown as { destroy: () => void }).destroy();
      expect(answers).toHaveLength(120);
      expect(server.logins()).toBe(1);
    });

    it('a pod comes up and runs commands over it', async () => {
      const local = await openLab();
      try {
        const engine = local.engineFor(pod(), { docker: connection.docker });
        const { id } = await engine.createSandbox(0, patience);
        await engine.startSandbox(id, patience);
        const { stdout } = await engine.inNamespace({ argv: ['echo', 'hello'] }, 10_000, patience);
        expect(Buffer.from(stdout).toString()).toBe('hello\n');
      } finally {
        await local.close();
      }
      expect(server.logins()).toBe(1);
    });
  },
);
