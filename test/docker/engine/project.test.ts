import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { listPods } from '../../../src/docker/list.ts';
import { removeAll } from '../../../src/docker/remove.ts';
import { sampleUsage, type Usage } from '../../../src/docker/stats.ts';
import { redact } from '../../../src/pod/redact.ts';
import { container, pod } from '../../unit/docker/pods.ts';
import { type Lab, openLab, patience, script } from './lab.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
}, 30_000);

afterAll(() => lab.close(), 60_000);

const secretive = pod({
  name: 'secretive',
  initContainers: [container({ name: 'proxy', role: 'sidecar' })],
  containers: [container({ name: 'app', env: [{ name: 'TOKEN', value: 's3cr3t', secret: true }] })],
  volumes: [{ name: 'work', type: 'emptyDir', medium: 'memory' }],
});

it('another process sees the pods of a project, in start order, and what they were made of', async () => {
  const web = await lab.up(secretive);
  await web.run('app');
  await web.create('proxy');
  const latest = await web.run('proxy', 1);
  const [found, ...others] = await listPods(lab.docker, lab.project, patience);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ project: lab.project, pod: 'secretive', spec: redact(secretive) });
  expect(found!.containers.map(({ name, role, attempt, state }) => [name, role, attempt, state])).toEqual([
    ['proxy', 'sidecar', 1, 'running'],
    ['app', 'app', 0, 'running'],
  ]);
  expect(found!.containers[0]).toMatchObject({
    id: latest,
    previous: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(JSON.stringify(found)).not.toContain('s3cr3t');
}, 60_000);

it('what a container uses is sampled until nobody wants to know', async () => {
  const busy = await lab.up(
    pod({ name: 'busy', containers: [container({ name: 'app', ...script('while :; do :; done') })] }),
  );
  const id = await busy.run('app');
  const controller = new AbortController();
  const samples: Usage[] = [];
  for await (const usage of sampleUsage(lab.docker, () => [id, 'gone'], 300, controller.signal)) {
    samples.push(usage);
    if (samples.length === 3) controller.abort();
  }
  expect(samples.map((usage) => usage.id)).toEqual([id, id, id]);
  expect(samples[0]!.cpuPercent).toBe(0);
  expect(samples[2]!.cpuPercent).toBeGreaterThan(5);
  expect(samples[2]!.memoryBytes).toBeGreaterThan(0);
  expect(samples[2]!.memoryLimit).toBeGreaterThan(samples[2]!.memoryBytes);
}, 60_000);

it('removing a pod that two removers are after leaves nothing of it, and the others alone', async () => {
  const engine = lab.engineFor(secretive);
  await Promise.all([engine.removePod(patience), lab.engineFor(secretive).removePod(patience)]);
  const left = await lab.leftovers();
  expect(left.filter((one) => one.includes('secretive'))).toEqual([]);
  expect(left).toContain(`network outrider_${lab.project}`);
}, 60_000);

it('removing a project leaves nothing at all', async () => {
  await removeAll(lab.docker, lab.project, undefined, patience);
  expect(await lab.leftovers()).toEqual([]);
}, 60_000);
