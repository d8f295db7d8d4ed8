import { type Duplex, Writable } from 'node:stream';
import type { MessageConnection } from '../../serve/upgrade.ts';
import type { Channels, WantedStreams } from '../channels.ts';
import { createSizes } from '../terminal-sizes.ts';
import { openSession, type SpdySession } from './session.ts';

/** The protocol of commands over SPDY in which the end is told as a `Status` (client-go, tools/remotecommand/v4.go). */
export const processProtocol = 'v4.channel.k8s.io';

/** How long the streams may take to come, in milliseconds (kubelet: StreamCreationTimeout). */
const streamsMs = 30_000;

interface SpdyProcess extends Channels {
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** The streams of a process over SPDY, once the client has opened all that it wants. Undefined when it has not, or is gone. */
export async function openProcess(
  connection: MessageConnection,
  wanted: WantedStreams,
): Promise<SpdyProcess | undefined> {
  const types = typesOf(wanted);
  const streams = new Map<string, Duplex>();
  const { session, isWhole } = await gather(connection, types, streams);
  const error = streams.get('error');
  if (!isWhole || !error) {
    await session.close();
    return undefined;
  }
  const [stdin, stdout, stderr, resize] = ['stdin', 'stdout', 'stderr', 'resize'].map((type) =>
    streams.get(type),
  );
  // Clients say nothing on these, but end their half.
  for (const output of [error, stdout, stderr]) output?.resume();
  const sizes = createSizes();
  if (resize) tellLines(resize, sizes.tell);
  return {
    signal: session.signal,
    streams: {
      ...(stdin && { stdin }),
      ...{ stdout: stdout ?? nowhere(), stderr: stderr ?? nowhere() },
      ...{ tty: wanted.tty, onResize: sizes.onResize },
    },
    async finish(status) {
      await Promise.all([stdout, stderr].map((output) => output && ended(output)));
      error.write(JSON.stringify(status));
      await ended(error);
      await session.close();
    },
  };
}

function typesOf({ stdin, stdout, stderr, tty }: WantedStreams): readonly string[] {
  const asked = { stdin, stdout, stderr, resize: tty };
  return ['error', ...Object.entries(asked).flatMap(([type, isAsked]) => (isAsked ? [type] : []))];
}

/** Collects one stream of each type. A stream of another type, or a second one, is reset. */
function gather(
  connection: MessageConnection,
  types: readonly string[],
  streams: Map<string, Duplex>,
): Promise<{ readonly session: SpdySession; readonly isWhole: boolean }> {
  return new Promise((resolve) => {
    const session = openSession(connection, ({ headers, duplex }) => {
      const type = headers.get('streamtype') ?? '';
      if (!types.includes(type) || streams.has(type)) return void duplex.destroy();
      streams.set(type, duplex);
      if (streams.size === types.length) settle(true);
    });
    const settle = (isWhole: boolean): void => {
      clearTimeout(timer);
      resolve({ session, isWhole });
    };
    const timer = setTimeout(() => settle(false), streamsMs);
    timer.unref();
    session.signal.addEventListener('abort', () => settle(false), { once: true });
  });
}

/** The most bytes of a line that are kept; the size of a terminal has about 30. */
const mostLineBytes = 1024;

/** Sizes come as one JSON object a line, cut anywhere. */
function tellLines(input: Duplex, tell: (line: Uint8Array) => void): void {
  let held = '';
  input.on('data', (bytes: Buffer) => {
    const lines = `${held}${bytes.toString('latin1')}`.split('\n');
    held = lines.pop()!.slice(-mostLineBytes);
    for (const line of lines) tell(Buffer.from(line, 'latin1'));
  });
}

function ended(output: Duplex): Promise<void> {
  return new Promise((resolve) => {
    output.once('close', resolve);
    output.end(() => resolve());
  });
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
