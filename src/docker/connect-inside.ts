import { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { createFrameParser } from '../logs/read/frames.ts';
import { EngineError } from '../supervisor/ports.ts';
import { openExec } from './holder/open-exec.ts';

/**
 * A TCP connection to a port of a pod, made from inside of its namespace, as the kubelet forwards ports: what listens on the
 * pod's loopback is reached too, and an engine on another machine makes no difference. A port on which nothing listens ends the connection
 * with an error.
 */
export async function connectInside(
  docker: Dockerode,
  holder: string,
  port: number,
  signal: AbortSignal,
): Promise<Duplex> {
  // -N: the end of our half is the end of its half, and the answer is still read.
  const command = ['nc', '-N', '-v', 'localhost', String(port)];
  const { socket } = await openExec(docker, holder, { command }, true, signal);
  return plain(socket, port);
}

/** The connection without the frames and the words of the program that holds it. */
function plain(socket: Duplex, port: number): Duplex {
  let words = '';
  let hasConnected = false;
  const outer: Duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, () => done()),
    final: (done) => void socket.end(() => done()),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  const frames = createFrameParser((stream, chunk, start, end) => {
    const part = chunk.subarray(start, end);
    if (stream === 'stdout' && !outer.push(Buffer.from(part))) socket.pause();
    if (stream !== 'stdout' && words.length < 1000) words += part.toString('utf8');
    hasConnected ||= stream === 'stdout' || words.includes('succeeded');
  });
  const finish = (): void => {
    if (hasConnected) return void outer.push(null);
    const reason = /failed: (.+)/.exec(words)?.[1] ?? 'the holder did not connect';
    outer.destroy(new EngineError('engine', `cannot connect to port ${port} of the pod: ${reason}`));
  };
  socket.on('data', frames.push);
  socket.on('end', finish);
  socket.on('close', finish);
  socket.on('error', finish);
  return outer;
}
