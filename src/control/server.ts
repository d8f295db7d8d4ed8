import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { faultOrder } from '../faults/order.ts';
import { whyImmutable, whyNewPod } from '../lifecycle/run/new-pod.ts';
import { specHashes } from '../lifecycle/state/hash.ts';
import { redact } from '../pod/redact.ts';
import type { ServedPod } from '../pod/served-pod.ts';
import { systemClock } from '../supervisor/clock.ts';
import type { EventSource } from '../supervisor/journal.ts';
import type { Supervisor } from '../supervisor/supervise.ts';
import { connectControl } from './client.ts';
import { createLines } from './lines.ts';
import {
  type ControlNotice,
  type ControlReply,
  type ControlRequest,
  type PodEnding,
  protocolVersion,
} from './protocol.ts';
import { objectsOf } from './run-objects.ts';
import { readRequest } from './validate.ts';

/** What a run lets others see and do. */
export interface ControlledRun {
  /** The pods that it supervises now. */
  supervisors(): readonly Supervisor[];
  /** The pods that it is about to make; none by default. */
  coming?(): readonly string[];
  readonly events: EventSource;
  /** The pods to which Services lead: what another run tells of its own, and what it wants to know of these. */
  readonly served?: Served;
  /** Stops the pod in order and removes everything of it. */
  down(pod: string, reason: string, graceSeconds: number | undefined): void;
}

interface Served {
  hear(served: ServedPod): void;
  /** @returns an end to it. */
  follow(listener: (served: ServedPod) => void): () => void;
}

export interface ControlServer {
  /** Tells subscribers how a pod has ended. */
  ended(ending: PodEnding): void;
  /** Settles when every connection has ended; a client that does not read any more is not waited for long. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Outrider's own version. */
  readonly version: string;
  /** A subscriber for which more bytes than this wait is let go. */
  readonly mostQueued?: number;
  /** How long a client has to read what waits for it when the connection is closed, in milliseconds. */
  readonly lastWordsMs?: number;
}

/** So much may wait for a subscriber that does not read. It is some 40 000 lines of a log. */
const mostQueuedBytes = 8 * 1024 * 1024;

const usualLastWordsMs = 10_000;

/**
 * Lets other terminals see and steer the pods of a run.
 *
 * @param path Must lie in a folder that only its user may enter. The socket is 0600 whatever the umask.
 * @throws when the path is taken or cannot be listened on.
 */
export async function serveControl(
  path: string,
  run: ControlledRun,
  options: ServerOptions,
): Promise<ControlServer> {
  const clients = new Set<Client>();
  const endings: PodEnding[] = [];
  const server = createServer((socket) => {
    const client = createClient(socket, run, endings, options);
    clients.add(client);
    socket.on('close', () => clients.delete(client));
    socket.write(`${JSON.stringify(greeting(options.version))}\n`);
  });
  await listen(server, path);
  server.unref();
  server.on('error', () => {});
  const closed = new Promise<void>((resolve) => {
    server.once('close', resolve);
  });
  return {
    ended: (ending) => {
      endings.push(ending);
      for (const client of clients) client.notify({ type: 'ended', ...ending });
    },
    close: () => {
      server.close();
      for (const client of clients) client.close();
      rmSync(path, { force: true });
      return closed;
    },
  };
}

/** The path has this process's id in it: what nobody listens on there was left by a process that had the same id. */
async function listen(server: Server, path: string): Promise<void> {
  try {
    await bind(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || (await connectControl(path)).is !== 'gone')
      throw error;
    rmSync(path, { force: true });
    await bind(server, path);
  }
}

function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // The umask counts at bind(2), so there is no moment at which others may connect.
    const before = process.umask(0o177);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
    process.umask(before);
  });
}

function greeting(version: string) {
  return { type: 'hello', protocol: protocolVersion, version, pid: process.pid } as const;
}

interface Client {
  /** Only subscribers hear it. */
  notify(notice: ControlNotice): void;
  close(): void;
}

function createClient(
  socket: Socket,
  run: ControlledRun,
  endings: readonly PodEnding[],
  { mostQueued = mostQueuedBytes, lastWordsMs = usualLastWordsMs }: ServerOptions,
): Client {
  let stop: (() => void) | undefined;
  /** What was told before the subscription comes at once and does not count as unread. */
  let allowed = Number.POSITIVE_INFINITY;
  const write = (message: unknown): void => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
  };
  let unfollow: (() => void) | undefined;
  const leave = (): void => {
    stop?.();
    stop = undefined;
    unfollow?.();
    unfollow = undefined;
  };
  const letGo = (): void => {
    leave();
    const queued = Math.round(socket.writableLength / 1024 / 1024);
    write({ type: 'letGo', message: `it did not read for so long that ${queued} MB waited for it` });
    close();
  };
  // What waits for a client that is stopped would keep this process alive for ever.
  const close = (): void => {
    socket.end();
    setTimeout(() => socket.destroy(), lastWordsMs).unref();
  };
  const notify = (notice: ControlNotice): void => {
    if (socket.writableLength > allowed) letGo();
    else write(notice);
  };
  const subscribe = (): void => {
    stop?.();
    stop = run.events.subscribe((event) => notify({ type: 'event', event }), { replay: true });
    for (const ending of endings) notify({ type: 'ended', ...ending });
    allowed = socket.writableLength + mostQueued;
  };
  const take = (line: string): void => {
    const request = readRequest(line);
    if (!request.ok) return write({ id: 0, body: { type: 'refused', message: request.problem } });
    const { id, body } = request.value;
    const reply = answer(body, run);
    if (reply instanceof Promise) void reply.then((late) => write({ id, body: late }));
    else write({ id, body: reply });
    if (body.type === 'subscribe') subscribe();
    if (body.type === 'followServed')
      unfollow ??= run.served?.follow((served) => notify({ type: 'served', served }));
  };
  socket.on('data', createLines({ line: take, tooLong: () => socket.destroy() }));
  socket.on('error', () => socket.destroy());
  socket.on('close', leave);
  return { notify: (notice) => stop && notify(notice), close };
}

/** What takes time is answered later; a promise never rejects. */
function answer(request: ControlRequest, run: ControlledRun): ControlReply | Promise<ControlReply> {
  try {
    const coming = run.coming?.() ?? [];
    if (request.type === 'pods')
      return { type: 'pods', pods: run.supervisors().map(({ pod }) => pod.name), coming };
    if (request.type === 'subscribe' || request.type === 'followServed') return { type: 'done' };
    if (request.type === 'served') {
      run.served?.hear(request.served);
      return { type: 'done' };
    }
    if (request.type === 'objects')
      return { type: 'objects', ...objectsOf(run.supervisors().map((one) => one.state().pod)) };
    const name = request.type === 'update' ? request.pod.name : request.pod;
    const supervisor = run.supervisors().find(({ pod }) => pod.name === name);
    if (!supervisor && request.type === 'down' && coming.includes(name)) {
      run.down(name, request.reason, request.graceSeconds);
      return { type: 'done' };
    }
    if (!supervisor) return { type: 'refused', message: `this run does not supervise pod ${name}` };
    const reply = answerFor(supervisor, request, run);
    return reply instanceof Promise ? reply.catch(refusal) : reply;
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): ControlReply {
  return { type: 'refused', message: error instanceof Error ? error.message : String(error) };
}

async function answerAboutFaults(
  { faults, pod }: Supervisor,
  request: Extract<ControlRequest, { readonly type: 'addFault' | 'faults' | 'clearFaults' }>,
): Promise<ControlReply> {
  if (request.type === 'faults') return { type: 'faults', faults: faults.list() };
  if (request.type === 'clearFaults') return { type: 'faults', faults: await faults.clear(request.faults) };
  const { words, container, forMs } = request;
  const order = faultOrder(pod, { words, forMs, ...(container !== undefined && { container }) });
  if (!order.ok) return { type: 'refused', message: order.problem };
  return { type: 'faults', faults: [await faults.add(order.order)] };
}

function answerFor(
  supervisor: Supervisor,
  request: Exclude<
    ControlRequest,
    { readonly type: 'pods' | 'objects' | 'subscribe' | 'served' | 'followServed' }
  >,
  run: ControlledRun,
): ControlReply | Promise<ControlReply> {
  switch (request.type) {
    case 'state': {
      const state = supervisor.state();
      return { type: 'state', state: { ...state, pod: redact(state.pod) }, now: systemClock.monotonic() };
    }
    case 'post':
      supervisor.post(request.report);
      return { type: 'done' };
    case 'down':
      run.down(request.pod, request.reason, request.graceSeconds);
      return { type: 'done' };
    case 'addFault':
    case 'faults':
    case 'clearFaults':
      return answerAboutFaults(supervisor, request);
    case 'update': {
      const refused = whyImmutable(supervisor.state().pod, request.pod);
      if (refused !== undefined) return { type: 'refused', message: refused };
      const why = whyNewPod(supervisor.state().pod, request.pod);
      if (why !== undefined) return { type: 'needsNewPod', why };
      supervisor.post({ type: 'specChanged', pod: request.pod, hashes: specHashes(request.pod) });
      return { type: 'done' };
    }
  }
}
