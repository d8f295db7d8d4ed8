import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { createFrameParser } from '../../logs/read/frames.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { openExec } from '../holder/open-exec.ts';
import { onAbort } from '../transport/on-abort.ts';
import { createRelayConnections } from './connections.ts';
import { createFrameReader } from './frames.ts';

/** Where the holder's image has the program (images/holder/relay). */
const program = '/usr/local/lib/outrider/relay';

/** The relay waits ten seconds for its port; a busy engine takes its time to start it. */
const listenMs = 60_000;

export interface RelayPlace {
  readonly docker: Dockerode;
  /** The id of the holder, which runs. */
  readonly holder: string;
  /** Where the relay listens in the pod's namespace. */
  readonly address: string;
  readonly port: number;
  /** A connection to where it leads. */
  readonly dial: (signal: AbortSignal) => Promise<Duplex>;
}

/**
 * Leads connections of a pod to a server of this machine, over a stream of the engine: nothing listens on this machine for it, and an
 * engine on another machine makes no difference. Settles when the relay listens.
 *
 * @returns settles with the reason when the relay has ended.
 * @throws EngineError when it does not begin.
 */
export async function openRelay(
  { docker, holder, address, port, dial }: RelayPlace,
  signal: AbortSignal,
): Promise<{ readonly ended: Promise<string> }> {
  const command = [program, address, String(port)];
  const { socket } = await openExec(docker, holder, { command }, true, signal);
  const stopListening = onAbort(signal, () => socket.destroy());
  if (signal.aborted) socket.destroy();
  let words = '';
  const connections = createRelayConnections({ dial, send: (frame) => void socket.write(frame) });
  let tellListening = (): void => {};
  const listening = new Promise<void>((resolve) => {
    tellListening = resolve;
  });
  const reader = createFrameReader((frame) =>
    frame.kind === 'L' ? tellListening() : connections.heed(frame),
  );
  const frames = createFrameParser((stream, chunk, start, end) => {
    const part = chunk.subarray(start, end);
    if (stream !== 'stdout') words = `${words}${part.toString('utf8')}`.slice(-1000);
    else reader.push(Buffer.from(part));
  });
  socket.on('data', (bytes: Buffer) => {
    try {
      frames.push(bytes);
    } catch (error) {
      words = String(error);
      socket.destroy();
    }
  });
  const ended = new Promise<string>((resolve) => {
    const finish = (): void => {
      stopListening();
      connections.close();
      socket.destroy();
      resolve(words.trim() || 'its connection closed');
    };
    socket.on('end', finish).on('error', finish).on('close', finish);
  });
  await listens(listening, ended);
  return { ended };
}

async function listens(listening: Promise<void>, ended: Promise<string>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`it did not listen within ${listenMs / 1000} s`), listenMs);
  });
  const failure = await Promise.race([listening.then(() => undefined), ended, late]);
  clearTimeout(timer);
  if (failure !== undefined)
    throw new EngineError('engine', `the relay to the Kubernetes API cannot be opened: ${failure}`);
}
