import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ControlClient, connectControl } from '../../../src/control/client.ts';
import type { ControlNotice } from '../../../src/control/protocol.ts';
import { objectsOf } from '../../../src/control/run-objects.ts';
import { type ControlServer, type ServerOptions, serveControl } from '../../../src/control/server.ts';
import type { FaultOrder } from '../../../src/faults/fault.ts';
import type { Report } from '../../../src/lifecycle/state/facts.ts';
import { initialState } from '../../../src/lifecycle/state/initial.ts';
import type { ServedPod } from '../../../src/pod/served-pod.ts';
import { createJournal, type Journal } from '../../../src/supervisor/journal.ts';
import type { Supervisor } from '../../../src/supervisor/supervise.ts';
import { container, pod } from '../../support/pods.ts';

let folder: string;
let path: string;
let journal: Journal;
let posted: Report[];
let server: ControlServer;
const clients: { close(): void }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-control-'));
  path = join(folder, 's.sock');
  journal = createJournal('p', () => 0);
  posted = [];
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  void server?.close();
  rmSync(folder, { recursive: true });
});

const secret = 's3cr3t';
const web = pod({
  name: 'web',
  containers: [container({ name: 'app', env: [{ name: 'TOKEN', value: secret, secret: true }] })],
});

const fault = { id: 'f1', words: 'loss=5%', leftMs: 9000 };

async function serve(options: Partial<ServerOptions> = {}): Promise<void> {
  const supervisor = {
    pod: web,
    state: () => initialState(web, 0),
    post: (report: Report) => void posted.push(report),
    faults: {
      list: () => [],
      clear: async () => [fault],
      add: async ({ forMs }: FaultOrder) => {
        if (forMs === 1) throw new Error('the kernel has no sch_netem');
        return fault;
      },
    },
  } as unknown as Supervisor;
  const run = { supervisors: () => [supervisor], events: journal, down: () => {} };
  server = await serveControl(path, run, { version: '1', ...options });
}

async function client(): Promise<ControlClient> {
  const connected = await connectControl(path);
  if (connected.is !== 'there') throw new Error(connected.is);
  clients.push(connected.client);
  return connected.client;
}

/** A connection that says what it likes. */
async function raw(): Promise<Socket> {
  const socket = connect(path).on('error', () => {});
  clients.push({ close: () => socket.destroy() });
  await once(socket, 'data');
  return socket;
}

const append = (size = 10) => journal.append('web', { type: 'SandboxLost', message: 'x'.repeat(size) });

it('a socket is for its user alone, whatever the umask', async () => {
  const before = process.umask(0);
  await serve();
  process.umask(before);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('a run answers with its pods and with a state that has no secret in it', async () => {
  await serve();
  const asked = await client();
  expect(await asked.ask({ type: 'pods' })).toEqual({ type: 'pods', pods: ['web'], coming: [] });
  const reply = await asked.ask({ type: 'state', pod: 'web' });
  expect(reply).toMatchObject({ type: 'state', state: { phase: 'Pending' } });
  expect(JSON.stringify(reply)).not.toContain(secret);
});

it('a request about a pod of somebody else is refused', async () => {
  await serve();
  await expect((await client()).ask({ type: 'state', pod: 'db' })).rejects.toThrow(
    'does not supervise pod db',
  );
});

it.each([
  ['no JSON', 'stop it'],
  ['no object', '[1]'],
  ['without an id', '{"body":{"type":"pods"}}'],
  ['of a type that nobody knows', '{"id":1,"body":{"type":"nonsense"}}'],
  [
    'a fact about the engine',
    '{"id":1,"body":{"type":"post","pod":"web","report":{"type":"exited","container":"app"}}}',
  ],
  ['a stop of no container', '{"id":1,"body":{"type":"post","pod":"web","report":{"type":"stopContainer"}}}'],
  ['a pod that is none', '{"id":1,"body":{"type":"update","pod":{"name":"web"}}}'],
])('a message that is %s is refused and reaches no pod', async (_what, line) => {
  await serve();
  const socket = await raw();
  socket.write(`${line}\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(JSON.parse(answer.toString())).toMatchObject({ body: { type: 'refused' } });
  expect(posted).toEqual([]);
});

it('a line without an end is cut off before it fills the memory', async () => {
  await serve();
  const socket = await raw();
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  for (let sent = 0; sent < 20 && !socket.destroyed; sent++)
    if (!socket.write(chunk))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  await closed;
  await expect((await client()).ask({ type: 'pods' })).resolves.toBeDefined();
});

it('a subscriber hears what was told before it, and what comes', async () => {
  await serve();
  append();
  server.ended({ pod: 'db', exitCode: 7, failure: 'it failed' });
  const heard: string[] = [];
  const subscriber = await client();
  const hear = (notice: ControlNotice): void => void heard.push(notice.type);
  const closing = subscriber.subscribe(hear);
  await subscriber.ask({ type: 'pods' });
  append();
  await subscriber.ask({ type: 'pods' });
  expect(heard).toEqual(['event', 'ended', 'event']);
  void server.close();
  expect(await closing).toEqual({ is: 'closed' });
});

it('several may listen over one connection', async () => {
  await serve();
  const subscriber = await client();
  const heard: string[] = [];
  for (const name of ['a', 'b']) subscriber.subscribe(() => void heard.push(name)).catch(() => {});
  await subscriber.ask({ type: 'pods' });
  append();
  await subscriber.ask({ type: 'pods' });
  expect(heard).toEqual(['a', 'b']);
});

it('a subscriber that does not read is let go, and hears so when it reads again', async () => {
  await serve({ mostQueued: 100_000 });
  const subscriber = await client();
  let resume = (): void => {};
  const blocked = new Promise<void>((resolve) => {
    resume = resolve;
  });
  const closing = subscriber.subscribe(() => blocked);
  await subscriber.ask({ type: 'pods' });
  // The kernel takes some, the server a little more.
  for (let count = 0; count < 1000; count++) append(10_000);
  resume();
  expect(await closing).toMatchObject({ is: 'letGo', message: expect.stringContaining('did not read') });
});

it('a client that reads no more does not keep a run that has ended alive', async () => {
  await serve({ lastWordsMs: 20 });
  const stopped = await raw();
  stopped.write('{"id":1,"body":{"type":"subscribe"}}\n');
  await once(stopped, 'data');
  stopped.pause();
  // The kernel takes some, the rest waits in the run.
  for (let count = 0; count < 300; count++) append(10_000);
  await expect(server.close()).resolves.toBeUndefined();
});

it('a run is asked for the end of a pod that it is about to make', async () => {
  const asked: string[] = [];
  const run = {
    supervisors: () => [],
    coming: () => ['web'],
    events: journal,
    down: (...of: unknown[]) => void asked.push(of.join(' ')),
  };
  server = await serveControl(path, run, { version: '1' });
  const other = await client();
  expect(await other.ask({ type: 'pods' })).toEqual({ type: 'pods', pods: [], coming: ['web'] });
  await other.ask({ type: 'down', pod: 'web', reason: 'down', graceSeconds: 3 });
  await expect(other.ask({ type: 'down', pod: 'db', reason: 'down' })).rejects.toThrow('does not supervise');
  await expect(other.ask({ type: 'state', pod: 'web' })).rejects.toThrow('does not supervise');
  expect(asked).toEqual(['web down 3']);
});

it('a listener that is killed in the midst of events is no end for the supervisor', async () => {
  await serve();
  append(10_000);
  const listener = await raw();
  listener.write('{"id":1,"body":{"type":"subscribe"}}\n');
  await once(listener, 'data');
  const gone = once(listener.destroy(), 'close');
  // Until the server has seen that nobody reads any more, it writes.
  for (let count = 0; count < 100; count++) append(10_000);
  await gone;
  for (let count = 0; count < 100; count++) append(10_000);
  await expect((await client()).ask({ type: 'state', pod: 'web' })).resolves.toBeDefined();
});

it('a socket that a dead process of the same id has left is taken over', async () => {
  // Closing a server removes its socket, a kill does not: a plain file refuses connections as well.
  writeFileSync(path, '');
  await serve();
  await expect((await client()).ask({ type: 'pods' })).resolves.toBeDefined();
});

it('a socket that somebody listens on is not taken', async () => {
  const other = createServer((socket) => socket.on('error', () => {})).listen(path);
  await once(other, 'listening');
  await expect(serve()).rejects.toThrow('EADDRINUSE');
  other.close();
});

it('a run that says nothing costs the deadline and no more', async () => {
  const silent = createServer((socket) => socket.on('error', () => {})).listen(path);
  await once(silent, 'listening');
  expect(await connectControl(path, 20)).toEqual({ is: 'silent' });
  silent.close();
});

it('a run of another version is told apart', async () => {
  const other = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('{"type":"hello","protocol":99,"version":"9.9","pid":7}\n');
  }).listen(path);
  await once(other, 'listening');
  expect(await connectControl(path)).toMatchObject({
    is: 'otherVersion',
    greeting: { version: '9.9', pid: 7 },
  });
  other.close();
});

it('nobody behind a socket is told as such', async () => {
  expect(await connectControl(path)).toEqual({ is: 'gone' });
});

it('a question is given up when its signal says so, and the next one gets its own answer', async () => {
  await serve();
  const asked = await client();
  const leaving = new AbortController();
  const given = asked.ask({ type: 'state', pod: 'web' }, leaving.signal);
  leaving.abort();
  await expect(given).rejects.toMatchObject({ code: 'aborted' });
  expect(await asked.ask({ type: 'pods' })).toEqual({ type: 'pods', pods: ['web'], coming: [] });
});

it('a fault is answered once it is on, and the reason why it is not reaches the one who asked', async () => {
  await serve();
  const asked = await client();
  const ask = (words: string, forMs: number) => asked.ask({ type: 'addFault', pod: 'web', words, forMs });
  expect(await ask('loss=5%', 9000)).toEqual({ type: 'faults', faults: [fault] });
  await expect(ask('latency=5ms', 1)).rejects.toThrow('the kernel has no sch_netem');
  await expect(ask('lose=5%', 9000)).rejects.toThrow('there is no fault "lose=5%"');
  expect(await asked.ask({ type: 'clearFaults', pod: 'web', faults: [] })).toEqual({
    type: 'faults',
    faults: [fault],
  });
});

it('a run answers with its pods as they are wanted and with each document of their files once', async () => {
  const settings = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data: { a: 'old' },
  };
  const written = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: {} };
  const changed = { ...settings, data: { a: 'new' } };
  const one = { ...web, origin: { objects: [settings, written], at: 1, path: [] } };
  const other = { ...web, name: 'other', origin: { objects: [changed, written], at: 1, path: [] } };
  const told = objectsOf([one, other]);
  expect(told.documents).toEqual([changed, written]);
  expect(told.pods.map(({ origin }) => origin)).toEqual([
    { objects: [], at: 1, path: [] },
    { objects: [], at: 1, path: [] },
  ]);
  await serve();
  const reply = await (await client()).ask({ type: 'objects' });
  expect(reply).toEqual({ type: 'objects', pods: [web], documents: [] });
});

it('two runs tell each other of the pods to which Services may lead', async () => {
  const heard: ServedPod[] = [];
  const followers = new Set<(served: ServedPod) => void>();
  const served = {
    hear: (one: ServedPod) => void heard.push(one),
    follow: (listener: (one: ServedPod) => void) => {
      followers.add(listener);
      listener({ pod: web, ip: '10.1.0.2', ready: true, terminating: false });
      return () => void followers.delete(listener);
    },
  };
  server = await serveControl(
    path,
    { supervisors: () => [], events: journal, down: () => {}, served },
    { version: '1' },
  );
  const other = await client();
  const told: ServedPod[] = [];
  await new Promise<void>((resolve) => {
    void other.followServed((one) => {
      told.push(one);
      resolve();
    });
  });
  expect(told).toMatchObject([{ pod: { name: 'web' }, ip: '10.1.0.2', ready: true }]);
  await other.ask({ type: 'served', served: { pod: web, ready: false, terminating: true } });
  expect(heard).toMatchObject([{ pod: { name: 'web' }, ready: false, terminating: true }]);
  other.close();
  while (followers.size > 0) await new Promise(setImmediate);
});
