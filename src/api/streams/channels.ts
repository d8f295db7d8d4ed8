import { PassThrough, Writable } from 'node:stream';
import type { ProcessStreams } from '../ports.ts';
import type { MessageConnection } from '../serve/upgrade.ts';
import { createSizes } from './terminal-sizes.ts';

/** The first byte of each message says whose it is (client-go, tools/remotecommand/websocket.go). */
const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** The subprotocols, the best one first. In v5 a client can end stdin alone. */
export const channelProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

/** Which streams a client wants. */
export interface WantedStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

export interface Channels {
  readonly streams: ProcessStreams;
  /** Tells how the process has ended, once its whole output has gone to the client. */
  finish(status: object): Promise<void>;
}

/** The streams of a process over the messages of a WebSocket. */
export function openChannels(
  connection: MessageConnection,
  { stdin: wantsStdin, tty }: Pick<WantedStreams, 'stdin' | 'tty'>,
): Channels {
  const stdin = new PassThrough();
  const sizes = createSizes();
  const stdout = outputTo(connection, channel.stdout);
  const stderr = outputTo(connection, channel.stderr);
  connection.onMessage((message) => {
    const rest = message.subarray(1);
    switch (message[0]) {
      case channel.stdin:
        return wantsStdin && rest.length > 0 && !stdin.writableEnded ? writeAll(stdin, rest) : undefined;
      case channel.resize:
        sizes.tell(rest);
        return undefined;
      case channel.close:
        if (rest[0] === channel.stdin) stdin.end();
        return undefined;
      default:
        return undefined;
    }
  });
  return {
    streams: { ...(wantsStdin && { stdin }), stdout, stderr, tty, onResize: sizes.onResize },
    async finish(status) {
      await Promise.all([ended(stdout), ended(stderr)]);
      await connection.send(framed(channel.error, Buffer.from(JSON.stringify(status))));
    },
  };
}

/** Settles when there is room for more: the client is not read on before. */
function writeAll(stdin: PassThrough, bytes: Uint8Array): Promise<void> | undefined {
  if (stdin.write(bytes)) return undefined;
  return new Promise((resolve) => {
    const goOn = (): void => {
      stdin.off('drain', goOn).off('close', goOn);
      resolve();
    };
    stdin.on('drain', goOn).on('close', goOn);
  });
}

function outputTo(connection: MessageConnection, of: number): Writable {
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => void connection.send(framed(of, chunk)).then(() => done()),
  });
  // What comes after the end is nobody's any more, and no reason for the server to end.
  output.on('error', () => {});
  return output;
}

function framed(of: number, bytes: Uint8Array): Uint8Array {
  const message = new Uint8Array(bytes.length + 1);
  message[0] = of;
  message.set(bytes, 1);
  return message;
}

function ended(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    output.end(() => resolve());
  });
}
