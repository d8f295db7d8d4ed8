import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { byChance, differences } from './support/differences.ts';
import { fieldsOf, type Objects, plainText, type Shown } from './support/plain.ts';
import { clientProgram, type Served, serve } from './support/served.ts';

interface Table {
  readonly columns: readonly object[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What an API server and kubelet showed; `npm run test:clients -- --node` asks them again. */
const real = JSON.parse(readFileSync('test/clients/golden/objects-1.35.4.json', 'utf8')) as {
  readonly objects: Objects;
  readonly tables: Readonly<Record<string, Table>>;
  readonly descriptions: Readonly<Record<string, string>>;
};

const groups: Readonly<Record<string, string>> = {
  deployments: 'apis/apps/v1',
  replicasets: 'apis/apps/v1',
  endpointslices: 'apis/discovery.k8s.io/v1',
};
const pathOf = (resource: string): string => `/${groups[resource] ?? 'api/v1'}/namespaces/shop/${resource}`;

const folder = 'test/clients/manifests';
const manifest = readdirSync(folder)
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n---\n')
  .replaceAll(/^metadata: \{/gm, 'metadata: {namespace: shop, ')
  .replaceAll(/^metadata:$/gm, 'metadata:\n  namespace: shop');

let served: Served;
let objects: Objects;

beforeAll(async () => {
  served = await serve('same-objects', manifest, { mayFail: true });
  await settled();
  const lists = Object.keys(real.objects).map(async (name) => [name, (await ask(name)).items] as const);
  objects = Object.fromEntries(await Promise.all(lists));
}, 240_000);
afterAll(() => served.end(), 120_000);

async function ask(resource: string, accept = 'application/json') {
  const { port, ca, token } = served.access();
  const headers = { authorization: `Bearer ${token}`, accept };
  const asked = request({ host: '127.0.0.1', port, ca, path: pathOf(resource), agent: false, headers });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return JSON.parse(text);
}

/** Until every pod has ended or is ready, and every one that is ready stands behind its Services. */
async function settled(): Promise<void> {
  const deadline = performance.now() + 180_000;
  for (;;) {
    const pods = (await ask('pods')).items as readonly {
      status: { phase: string; conditions: { type: string; status: string }[] };
    }[];
    const slices = (await ask('endpointslices')).items as readonly {
      endpoints?: { conditions: { ready: boolean } }[];
    }[];
    const ready = slices
      .flatMap(({ endpoints = [] }) => endpoints)
      .filter(({ conditions }) => conditions.ready);
    const isSettled = pods.every(
      ({ status: { phase, conditions } }) =>
        phase === 'Failed' ||
        phase === 'Succeeded' ||
        conditions.some((one) => one.type === 'Ready' && one.status === 'True'),
    );
    if (pods.length === 6 && isSettled && ready.length === 5) return;
    if (performance.now() > deadline)
      throw new Error(`not settled: ${JSON.stringify(pods.map(({ status }) => status))}`);
    await delay(200);
  }
}

it('every object has the fields that a server and a kubelet give it, but for those that docs/api.md lists', () => {
  const [there, here] = [fieldsOf(real.objects), fieldsOf(objects)];
  const found = [...new Set([...there.keys(), ...here.keys()])]
    .filter((field) => there.get(field) !== here.get(field))
    .filter((field) => !byChance.some((one) => one.test(field)));
  const unknown = found.filter((field) => !differences.some(({ at }) => at.test(field)));
  const words = unknown.map((field) => `${field}: there ${there.get(field)}, here ${here.get(field)}`);
  expect(words).toEqual([]);
  const gone = differences.filter(({ at }) => !found.some((field) => at.test(field)));
  expect(gone).toEqual([]);
  for (const { at, reason } of differences) {
    const count = found.filter((field) => at.test(field)).length;
    process.stderr.write(`${count} fields differ: ${reason} (${at.source})\n`);
  }
});

it('each difference stands in the documentation', () => {
  const text = readFileSync('docs/api.md', 'utf8');
  expect(differences.filter(({ reason }) => !text.includes(reason))).toEqual([]);
});

it.each(Object.keys(real.tables).filter((name) => name !== 'events'))(
  'kubectl get %s -o wide has the columns and the cells of a server',
  async (name) => {
    const { columnDefinitions, rows } = await ask(name, 'application/json;as=Table;v=v1;g=meta.k8s.io');
    const columns = columnDefinitions.map(({ name, type, format, priority }: Record<string, unknown>) => ({
      ...{ name, type, format, priority },
    }));
    const here = cells({ columns, rows: rows.map(({ cells }: { cells: unknown[] }) => cells) }, objects);
    expect(here).toEqual(cells(real.tables[name]!, real.objects));
  },
);

it('kubectl get events has the columns of a server', async () => {
  const { columnDefinitions } = await ask('events', 'application/json;as=Table;v=v1;g=meta.k8s.io');
  expect(columnDefinitions.map(({ name }: { name: string }) => name)).toEqual(
    real.tables['events']!.columns.map((column) => (column as { name: string }).name),
  );
});

function cells({ columns, rows }: Table, of: Objects) {
  const age = columns.findIndex((column) => (column as { name: string }).name === 'Age');
  const plain = rows.map((row) => row.map((cell, at) => (at === age ? 'AGE' : plainText(String(cell), of))));
  return { columns, rows: plain.sort((one, other) => (String(one) < String(other) ? -1 : 1)) };
}

const described = clientProgram('kubectl') === undefined ? it.skip : it;

described('kubectl describe pod says the same of every pod', async () => {
  const names = (of: Objects): readonly string[] =>
    (of['pods'] ?? []).map((pod: Shown) => pod.metadata.name).sort();
  const wanted = names(real.objects);
  for (const [at, pod] of names(objects).entries()) {
    const { stdout } = await served.run(clientProgram('kubectl')!, ['-n', 'shop', 'describe', 'pod', pod]);
    expect(description(stdout, objects)).toEqual(description(real.descriptions[wanted[at]!]!, real.objects));
  }
});

/** The lines of a description up to its events, which are compared as objects, without what `differences` lists. */
function description(text: string, of: Objects): readonly string[] {
  const [body = ''] = plainText(text, of).split('\nEvents:');
  return body
    .split('\n')
    .map((line) => line.replace(/\w{3}, \d\d \w{3} \d{4} [\d:]+ [+-]\d{4}/, 'TIME').replaceAll(/\s+/g, ' '))
    .filter((line) => !/^ *(Image ID|Service Account):/.test(line));
}
