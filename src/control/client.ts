import { connect } from 'node:net';
import type { OutriderEvent } from '../events/types.ts';
import type { ControlReply, ControlRequest } from './protocol.ts';
import { onLine } from './socket-lines.ts';

export interface ControlClient {
  /** @throws when the supervisor refuses, or is gone before it answers. */
  ask(request: ControlRequest): Promise<ControlReply>;
  /** Every event, from the first, until the supervisor is gone. */
  events(listener: (event: OutriderEvent) => void): Promise<void>;
  close(): void;
}

/** Undefined when nobody supervises the pod (a socket without a listener is left over from a crash). */
export function connectControl(path: string): Promise<ControlClient | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(clientOver(socket));
    });
  });
}

function clientOver(socket: ReturnType<typeof connect>): ControlClient {
  const waiting: { resolve: (reply: ControlReply) => void; reject: (error: Error) => void }[] = [];
  let listener: (event: OutriderEvent) => void = () => {};
  const closed = new Promise<void>((resolve) => {
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const { reject } of waiting.splice(0)) reject(new Error('the supervisor is gone'));
      resolve();
    });
  });
  onLine(socket, (line) => {
    const reply = JSON.parse(line) as ControlReply;
    if (reply.type === 'event') return listener(reply.event);
    const next = waiting.shift();
    if (reply.type === 'refused') next?.reject(new Error(reply.message));
    else next?.resolve(reply);
  });
  const send = (request: ControlRequest): void => void socket.write(`${JSON.stringify(request)}\n`);
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        send(request);
      }),
    events(listen) {
      listener = listen;
      send({ type: 'subscribe' });
      return closed;
    },
    close: () => socket.end(),
  };
}
