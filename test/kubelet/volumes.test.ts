import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { after, before, waiting } from '../support/volumes/expected.ts';
import { ask } from './support/judge.ts';
import { linesIn } from './support/log-files.ts';

const node = process.env['OUTRIDER_KUBELET'];
const onNode = node === undefined ? describe.skip : describe;
if (node === undefined) process.stderr.write('skipped: volumes of a real kubelet need --node\n');

const space = `volumes-${process.pid}`;
const kubectl = (...args: string[]) => ask(['-n', space, ...args]);
const apply = (name: string) => kubectl('apply', '-f', join('test/support/volumes', `${name}.yaml`));

/** Nothing schedules pods on that node. */
async function place(): Promise<void> {
  for (const pod of ['waits-volume', 'waits-env', 'follows']) {
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: pod, namespace: space },
      target: { apiVersion: 'v1', kind: 'Node', name: 'judge' },
    };
    await ask(
      ['create', '--raw', `/api/v1/namespaces/${space}/pods/${pod}/binding`, '-f', '-'],
      JSON.stringify(binding),
    );
  }
}

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status: {
      readonly phase: string;
      readonly containerStatuses?: readonly {
        readonly name: string;
        readonly state?: { readonly waiting?: { readonly reason?: string } };
      }[];
    };
  }[];
}

async function look() {
  const { items } = JSON.parse((await kubectl('get', 'pods', '-o', 'json')).stdout) as PodList;
  const reasons = items.flatMap(({ metadata, status }) =>
    (status.containerStatuses ?? []).flatMap(({ name, state }) =>
      state?.waiting?.reason === undefined ? [] : [[`${metadata.name}/${name}`, state.waiting.reason]],
    ),
  );
  return {
    lines: linesIn(join(node!, 'pods'), space),
    waiting: Object.fromEntries(reasons),
    phases: Object.fromEntries(items.map(({ metadata, status }) => [metadata.name, status.phase])),
  };
}

/** Looks until it is so, or shows how it differs after three minutes: a kubelet changes files when it next looks at the pod. */
async function becomes(wanted: object): Promise<void> {
  const deadline = performance.now() + 180_000;
  for (;;) {
    try {
      expect(await look()).toMatchObject(wanted);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => void setTimeout(resolve, 300));
    }
  }
}

beforeAll(async () => {
  if (node !== undefined) await ask(['create', 'namespace', space]);
});
afterAll(async () => {
  if (node !== undefined) await ask(['delete', 'namespace', space, '--wait=false']);
});

onNode('volumes of a real kubelet', () => {
  it('wait for what they come from, and follow it', async () => {
    expect(await apply('before')).toMatchObject({ exitCode: 0 });
    await place();
    await becomes({ lines: before, waiting });
    expect(await apply('after')).toMatchObject({ exitCode: 0 });
    const phases = { follows: 'Succeeded', 'waits-env': 'Succeeded', 'waits-volume': 'Succeeded' };
    await becomes({ lines: after, phases });
  }, 400_000);

  it('come from immutable data, which the API server does not let change', async () => {
    const map = (word: string): string =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'fixed', namespace: space },
        immutable: true,
        data: { word },
      });
    expect(await ask(['apply', '-f', '-'], map('one'))).toMatchObject({ exitCode: 0 });
    expect((await ask(['apply', '-f', '-'], map('two'))).stderr).toMatch(
      /field is immutable when `immutable` is set/,
    );
  }, 60_000);
});
