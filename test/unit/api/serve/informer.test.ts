import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type ApiObject, fieldAt } from '../../../../src/api/objects/api-object.ts';
import { createReading } from '../../../../src/api/read/reading.ts';
import { type ApiServer, serveApi } from '../../../../src/api/serve/server.ts';
import { issueServerCertificate } from '../../../../src/secrets/issue-server-certificate.ts';
import { noTokens } from '../no-tokens.ts';
import { created, run, type Told } from '../objects/support.ts';
import { type Informer, type Reached, startInformer } from './informer.ts';

const manifest = `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: app, image: "app:1"}]}
`;

const token = 'the-token';
let told: Told;
let server: ApiServer;
let at: Reached;
let informer: Informer;

beforeAll(async () => {
  told = run(manifest);
  told.tell('web', created(['app', 'app']));
  const kept = new Map<string, Promise<string>>();
  const certificate = await issueServerCertificate(
    { name: 'api', dnsNames: ['localhost'], addresses: ['127.0.0.1'] },
    {
      keep: (name, _isGood, make) => kept.get(name) ?? kept.set(name, Promise.resolve(make())).get(name)!,
      randomBytes,
      now: Date.now,
    },
  );
  const reading = createReading({
    ...{ store: told.store, now: () => 0, token: () => token, tokens: noTokens, usage: async () => [] },
    schemas: async () => ({}),
  });
  server = await serveApi({ ...certificate, token, handlers: [reading], upgrades: [] });
  at = { port: server.port, ca: certificate.authority, token };
});
afterEach(() => informer.stop());
afterAll(() => server.close());

let attempt = 0;

/** A container ends, waits, and runs again. @returns the versions of the pod that this made. */
function restart(): readonly string[] {
  const before = told.store.version();
  const container = 'app';
  const end = { exitCode: 1, reason: 'Error' } as const;
  told.tell('web', { type: 'ContainerTerminated', container, attempt, ...end });
  attempt += 1;
  told.tell('web', { type: 'ContainerWaiting', container, attempt, reason: 'CrashLoopBackOff' });
  const made = { container, attempt, id: `app${attempt}` };
  told.tell('web', { type: 'ContainerCreated', ...made, role: 'app', image: 'app:1' });
  told.tell('web', { type: 'ContainerRunning', ...made, pid: 1 });
  told.tell('web', { type: 'ContainerStarted', container, attempt });
  told.tell('web', { type: 'ContainerReady', container, attempt });
  return told.store.since('pods', before).map(({ version }) => String(version));
}

const restarts = (object: ApiObject): unknown => {
  const [status] = (fieldAt(object, 'status', 'containerStatuses') ?? []) as readonly {
    restartCount: number;
  }[];
  return status?.restartCount;
};
const versionOf = ({ metadata }: ApiObject): string => metadata.resourceVersion ?? '';
/** The pod is as the store has it. */
const isNewest = (object: ApiObject): boolean =>
  versionOf(object) === versionOf(told.store.get('pods', 'default', 'web')!);

it('a client sees each change of a thousand restarts once and in order, over three broken connections', async () => {
  informer = startInformer(at, '/api/v1/namespaces/default/pods');
  await informer.until(isNewest);
  const happened: string[] = [];
  for (let count = 1; count <= 1000; count += 1) {
    happened.push(...restart());
    if (count % 250 === 0 && count < 1000) informer.disconnect();
    // A client that is connected keeps up; nobody keeps up with a thousand restarts in no time.
    if (count % 50 === 0) await informer.until(isNewest);
  }
  await informer.until(isNewest);
  const changes = informer.seen.filter(({ type }) => type !== 'LIST');
  expect(changes.map(({ object }) => versionOf(object))).toEqual(happened);
  expect(happened.length).toBeGreaterThanOrEqual(3000);
  expect(new Set(changes.map(({ type }) => type))).toEqual(new Set(['MODIFIED']));
  expect([...new Set(changes.map(({ object }) => restarts(object)))]).toEqual(
    Array.from({ length: 1001 }, (_, restartCount) => restartCount),
  );
  expect(informer.lists()).toBe(1);
}, 180_000);

it('a client that was away for too long is told so, lists again, and then sees each change again', async () => {
  informer = startInformer(at, '/api/v1/namespaces/default/pods');
  await informer.until(isNewest);
  informer.hold();
  for (let count = 0; count < 400; count += 1) restart();
  informer.release();
  await informer.until(isNewest);
  expect(informer.lists()).toBe(2);
  const happened = restart();
  await informer.until(isNewest);
  expect(informer.seen.slice(-happened.length).map(({ object }) => versionOf(object))).toEqual(happened);
  const versions = informer.seen.map(({ object }) => Number(versionOf(object)));
  expect(versions).toEqual([...versions].sort((one, other) => one - other));
}, 180_000);
