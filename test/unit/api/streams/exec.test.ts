import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import type { ApiPorts, ProcessStreams, TerminalSize } from '../../../../src/api/ports.ts';
import type { MessageConnection } from '../../../../src/api/serve/upgrade.ts';
import { upgradeToProcess } from '../../../../src/api/streams/exec.ts';

type Exec = ApiPorts['exec'];
const pod = { namespace: 'default', name: 'web' };

/** A client of a WebSocket that a test plays. */
function client() {
  const gone = new AbortController();
  const sent: Buffer[] = [];
  let hear: (message: Uint8Array) => undefined | Promise<void> = () => undefined;
  const connection: MessageConnection = {
    protocol: 'v5.channel.k8s.io',
    signal: gone.signal,
    onMessage: (listener) => {
      hear = listener;
    },
    send: async (message) => void sent.push(Buffer.from(message)),
  };
  const on = (channel: number): string =>
    Buffer.concat(
      sent.filter(([first]) => first === channel).map((message) => message.subarray(1)),
    ).toString();
  return {
    connection,
    on,
    channels: () => sent.map(([first]) => first),
    say: (channel: number, words: string | number[]) =>
      hear(
        Buffer.concat([
          Buffer.from([channel]),
          typeof words === 'string' ? Buffer.from(words) : Buffer.from(words),
        ]),
      ),
    leave: () => gone.abort(),
  };
}

function ask(exec: Exec, query = 'command=sh&container=app&stdin=true&stdout=true') {
  const ports = {
    containers: async () => ({ init: ['first'], app: ['app', 'side'] }),
    checkRunning: async () => {},
    attach: async () => {},
    exec,
  };
  const request = {
    ...{ method: 'GET', path: '/', query: new URLSearchParams(query), headers: {} },
    signal: new AbortController().signal,
  };
  return upgradeToProcess(ports, pod, 'exec', request);
}

it('input reaches the command until the client ends it, and the output comes before the exit code', async () => {
  const { connection, on, channels, say } = client();
  const { serve } = await ask(async (_pod, _container, _command, { stdin, stdout, stderr }) => {
    const input = await text(stdin!);
    stdout.write(`got ${input}`);
    stderr.write('done');
    return { is: 'exited', exitCode: 3 };
  });
  const served = serve(connection);
  say(0, 'one ');
  say(0, 'two');
  // v5: the end of stdin alone.
  say(255, [0]);
  await served;
  expect([on(1), on(2)]).toEqual(['got one two', 'done']);
  expect(JSON.parse(on(3))).toMatchObject({
    ...{ status: 'Failure', reason: 'NonZeroExitCode' },
    details: { causes: [{ reason: 'ExitCode', message: '3' }] },
  });
  expect(channels().at(-1)).toBe(3);
});

it('a command that never ran is told as a failure of the server, and one that ends well as a success', async () => {
  const first = client();
  const failing = await ask(async () => ({
    is: 'notRun',
    reason: 'exec: "nope": executable file not found',
  }));
  await failing.serve(first.connection);
  expect(JSON.parse(first.on(3))).toMatchObject({
    ...{ kind: 'Status', reason: 'InternalError', code: 500 },
    message:
      'Internal error occurred: error executing command in container: exec: "nope": executable file not found',
  });
  const second = client();
  await (await ask(async () => ({ is: 'exited', exitCode: 0 }))).serve(second.connection);
  expect(JSON.parse(second.on(3))).toEqual({ metadata: {}, status: 'Success' });
});

it('the terminal gets each size that the client tells, also one told before the command ran', async () => {
  const { connection, say } = client();
  const sizes: TerminalSize[] = [];
  let listen = (_streams: ProcessStreams): void => {};
  const listening = new Promise<ProcessStreams>((resolve) => {
    listen = resolve;
  });
  const { serve } = await ask(async (_pod, _container, _command, streams, signal) => {
    streams.onResize((size) => sizes.push(size));
    listen(streams);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { is: 'exited', exitCode: 0 };
  }, 'command=sh&container=app&stdin=true&tty=true');
  const gone = client();
  const served = serve({ ...connection, signal: gone.connection.signal });
  await listening;
  say(4, '{"Width":100,"Height":30}');
  say(4, '{"Width":-1,"Height":30}');
  say(4, 'nonsense');
  expect(sizes).toEqual([{ columns: 100, rows: 30 }]);
  gone.leave();
  await served;
});

it('a client that hangs up in the middle gives up its command', async () => {
  const { connection, leave } = client();
  let begun = (): void => {};
  const began = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const { serve } = await ask(async (_pod, _container, _command, _streams, signal) => {
    begun();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { is: 'exited', exitCode: 137 };
  });
  const served = serve(connection);
  await began;
  leave();
  await served;
});

it('a container must be named where there are several, and something must be asked for', async () => {
  const exec: Exec = async () => ({ is: 'exited', exitCode: 0 });
  await expect(ask(exec, 'command=sh&stdout=true')).rejects.toThrow(
    'a container name must be specified for pod web, choose one of: [app side] or one of the init containers: [first]',
  );
  await expect(ask(exec, 'command=sh&container=app')).rejects.toThrow(
    'at least one of stdin, stdout, stderr',
  );
  await expect(ask(exec, 'stdout=true&container=app')).rejects.toThrow('at least one command');
});
