import { expect, it } from '@jest/globals';
import { skeletonPod } from '../../../src/run/skeleton-pod.ts';

const members = [
  { name: 'migrate', role: 'init', image: 'i:1' },
  { name: 'proxy', role: 'sidecar', image: 'p:1' },
  { name: 'app', role: 'app', image: 'a:1' },
  { name: 'capture', role: 'tool', image: 't:1' },
] as const;

it('a pod that nobody remembers has its containers in start order, by their roles, and no tools', () => {
  const pod = skeletonPod('web', members);
  expect(pod.initContainers.map(({ name, role }) => [name, role])).toEqual([
    ['migrate', 'init'],
    ['proxy', 'sidecar'],
  ]);
  expect(pod.containers.map(({ name, image }) => [name, image])).toEqual([['app', 'a:1']]);
});

it('nothing of it is started or pulled again, except that a sidecar counts as one', () => {
  const pod = skeletonPod('web', members);
  expect([pod.restartPolicy, pod.terminationGracePeriodSeconds]).toEqual(['Never', 30]);
  const all = [...pod.initContainers, ...pod.containers];
  expect(all.map(({ imagePullPolicy }) => imagePullPolicy)).toEqual(['Never', 'Never', 'Never']);
  expect(all.map(({ restartPolicy }) => restartPolicy)).toEqual([undefined, 'Always', undefined]);
});

it('a pod of which only sidecars are left has no app container, and is a pod all the same', () => {
  const pod = skeletonPod('web', [members[1]]);
  expect([pod.containers, pod.defaultContainer]).toEqual([[], '']);
});
