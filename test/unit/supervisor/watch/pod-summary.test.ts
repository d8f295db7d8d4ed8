import { expect, it } from '@jest/globals';
import type { Pod } from '../../../../src/pod/model.ts';
import { podSummary } from '../../../../src/supervisor/watch/pod-summary.ts';
import { app, sidecar } from '../../../support/scenario/plan.ts';
import { podOf } from '../../../support/scenario/pod.ts';

const base = podOf(
  {
    restartPolicy: 'Never',
    containers: [
      sidecar('proxy', { startup: { check: { by: 'http', port: 15021, path: '/ready' } } }),
      app('web', { liveness: { check: { by: 'command', x: 0 } } }),
    ],
  },
  { name: 'pod', image: 'demo:1', secondMs: 1000 },
);
const [web] = base.containers;
const pod: Pod = {
  ...base,
  containers: [
    {
      ...web!,
      ports: [
        { name: 'http', containerPort: 8080, protocol: 'TCP' },
        { containerPort: 53, protocol: 'UDP' },
      ],
      readinessProbe: { ...web!.livenessProbe!, handler: { type: 'tcpSocket', port: 'http' } },
      startupProbe: { ...web!.livenessProbe!, handler: { type: 'tcpSocket', host: 'example.test', port: 1 } },
      resources: { memoryBytes: 1024 },
    },
  ],
};

it('the stream is told which TCP ports a pod declares and asks, by number, and its limits', () => {
  const { restartPolicy, containers, capture } = podSummary(pod);
  expect({ restartPolicy, capture }).toEqual({ restartPolicy: 'Never' });
  expect(containers).toEqual([
    { name: 'proxy', role: 'sidecar', image: expect.any(String), probePorts: { startup: 15021 } },
    {
      ...{ name: 'web', role: 'app', image: expect.any(String) },
      ports: [8080],
      probePorts: { readiness: 8080 },
      memoryBytes: 1024,
    },
  ]);
});
