import { expect, it } from '@jest/globals';
import { withoutSidecars } from '../../../src/cluster/run/legacy.ts';

const spec = {
  restartPolicy: 'Never',
  initContainers: [
    { name: 'setup', image: 'a' },
    { name: 'proxy', image: 'b', restartPolicy: 'Always' },
  ],
  containers: [{ name: 'app', image: 'c' }],
};
const plain = {
  restartPolicy: 'Never',
  initContainers: [{ name: 'setup', image: 'a' }],
  containers: [
    { name: 'proxy', image: 'b' },
    { name: 'app', image: 'c' },
  ],
};

it('sidecars are app containers on a cluster that does not know them, in pods and in templates however deep', () => {
  const metadata = { name: 'web' };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec };
  const daily = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: { schedule: '@daily', jobTemplate: { spec: { template: { spec } } } },
  };
  const words = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } };
  expect(withoutSidecars([pod, daily, words])).toEqual([
    { ...pod, spec: plain },
    { ...daily, spec: { schedule: '@daily', jobTemplate: { spec: { template: { spec: plain } } } } },
    words,
  ]);
});
