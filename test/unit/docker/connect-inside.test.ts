import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from '@jest/globals';
import { connectInside } from '../../../src/docker/connect-inside.ts';
import { type FakeDaemon, fakeDaemon, frame, json } from './fake-daemon.ts';

const { signal } = new AbortController();
let daemon: FakeDaemon;
afterEach(() => daemon.close());

interface Command {
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
}

/** An engine whose commands do what the test says; which ones were asked for, in order. */
async function engineWith(hijack: (socket: Duplex) => void) {
  const commands: Command[] = [];
  const waiting = new Set<() => void>();
  daemon = await fakeDaemon(
    [
      [
        'POST',
        /\/containers\/holder\/exec/,
        (response, request, body) => {
          commands.push(JSON.parse(body));
          for (const one of waiting) one();
          json(201, { Id: 'command' })(response, request, body);
        },
      ],
      ['GET', /\/exec\/command\/json/, json(200, { Running: false, ExitCode: 0 })],
    ],
    hijack,
  );
  const second = new Promise<Command>((resolve) => {
    waiting.add(() => commands[1] && resolve(commands[1]));
  });
  return { commands, second };
}

const connected = frame('stderr', 'Connection to localhost 80 port [tcp/*] succeeded!\n');

it('a connection that is given up takes its program with it, which the pod may keep alive for ever', async () => {
  const { commands, second } = await engineWith((socket) => socket.write(connected));
  const connection = await connectInside(daemon.docker, 'holder', 80, signal);
  connection.destroy();
  const [mark] = commands[0]!.Env;
  expect((await second).Cmd.slice(1)).toEqual([mark]);
});

it('a connection that the pod has ended needs nothing more', async () => {
  const { commands } = await engineWith((socket) => {
    socket.write(connected);
    socket.end(frame('stdout', 'the answer'));
  });
  const connection = await connectInside(daemon.docker, 'holder', 80, signal);
  expect(await text(connection)).toBe('the answer');
  connection.destroy();
  await connectInside(daemon.docker, 'holder', 80, signal);
  expect(commands.map(({ Cmd: [program] }) => program)).toEqual(['nc', 'nc']);
});

it('a port on which nothing listens is an error with the reason', async () => {
  await engineWith((socket) => {
    socket.end(frame('stderr', 'nc: connect to localhost (::1) port 80 (tcp) failed: Connection refused\n'));
  });
  const connection = await connectInside(daemon.docker, 'holder', 80, signal);
  await expect(text(connection)).rejects.toThrow('cannot connect to port 80 of the pod: Connection refused');
});
