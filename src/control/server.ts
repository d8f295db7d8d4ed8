import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { systemClock } from '../supervisor/clock.ts';
import type { Journal } from '../supervisor/journal.ts';
import type { Supervisor } from '../supervisor/supervise.ts';
import type { ControlReply, ControlRequest } from './protocol.ts';
import { onLine } from './socket-lines.ts';

export interface ControlServer {
  close(): void;
}

interface ControlledPod {
  readonly supervisor: Supervisor;
  readonly journal: Journal;
  /** What a question that is not about the state alone gets for an answer. */
  readonly answer?: (request: ControlRequest) => Promise<ControlReply | undefined>;
}

/** Lets other terminals see and steer a pod: one JSON request a line in, JSON replies a line out. */
export function serveControl(path: string, controlled: ControlledPod): ControlServer {
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    onLine(socket, (line) => {
      void serveLine(socket, line, controlled);
    });
  });
  server.on('error', () => {});
  server.listen(path);
  server.unref();
  return {
    close() {
      server.close();
      for (const socket of open) socket.end();
      rmSync(path, { force: true });
    },
  };
}

async function serveLine(socket: Socket, line: string, controlled: ControlledPod): Promise<void> {
  const send = (reply: ControlReply): void => void socket.write(`${JSON.stringify(reply)}\n`);
  try {
    const request = JSON.parse(line) as ControlRequest;
    const special = await controlled.answer?.(request);
    if (special) return send(special);
    serve(socket, request, controlled, send);
  } catch (error) {
    send({ type: 'refused', message: error instanceof Error ? error.message : String(error) });
  }
}

function serve(
  socket: Socket,
  request: ControlRequest,
  { supervisor, journal }: ControlledPod,
  send: (reply: ControlReply) => void,
): void {
  switch (request.type) {
    case 'post':
      supervisor.post(request.report);
      return send({ type: 'done' });
    case 'state':
      return send({
        type: 'state',
        state: supervisor.state(),
        now: systemClock.monotonic(),
        pid: process.pid,
      });
    case 'subscribe': {
      const stop = journal.subscribe((event) => send({ type: 'event', event }), { replay: true });
      socket.on('close', stop);
      return;
    }
    default:
      return send({ type: 'refused', message: `this supervisor does not know ${request.type}` });
  }
}
