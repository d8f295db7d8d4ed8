import { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { createFrameParser } from '../logs/read/frames.ts';
import { EngineError } from '../supervisor/ports.ts';
import { endMarkedInHolder, newMark } from './holder/end-marked.ts';
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
  const mark = newMark();
  const { socket } = await openExec(docker, holder, { command, env: [mark] }, true, signal);
  // The end of its input is only half an end for the program, and what the pod sends keeps it alive.
  return plain(socket, port, () => void endMarkedInHolder(docker, holder, mark));
}

/**
 * The connection without the frames and the words of the program that holds it.
 * @param abandon Called when the connection is given up before the pod's side has ended.
 */
function plain(socket: Duplex, port: number, abandon: () => void): Duplex {
  let words = '';
  let hasConnected = false;
  let hasEnded = false;
  const outer: Duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, () => done()),
    final: (done) => void socket.end(() => done()),
    destroy: (error, done) => {
      if (!hasEnded) abandon();
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
    hasEnded = true;
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
