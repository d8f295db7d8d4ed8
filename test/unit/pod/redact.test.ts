import { expect, it } from '@jest/globals';
import { holderLabels, podOf } from '../../../src/docker/objects/labels.ts';
import type { Handler, Probe } from '../../../src/pod/model.ts';
import { redact } from '../../../src/pod/redact.ts';
import { container, pod } from '../docker/pods.ts';

const secret = 's3cr3t';
const request: Handler = {
  type: 'httpGet',
  port: 80,
  path: '/stop',
  scheme: 'HTTP',
  headers: [{ name: 'Authorization', value: secret }],
};
const probe: Probe = {
  handler: request,
  initialDelaySeconds: 0,
  timeoutSeconds: 1,
  periodSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
};
const loud = container({
  name: 'app',
  command: ['serve', `--token=${secret}`],
  args: [secret],
  env: [
    { name: 'TOKEN', value: secret, secret: true },
    { name: 'PLAIN', value: secret, secret: false },
    { name: 'IP', podField: 'status.podIP' },
  ],
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  postStart: request,
  preStop: request,
});
const everything = pod({
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': secret },
  containers: [loud],
  initContainers: [{ ...loud, name: 'proxy', role: 'sidecar' }],
  volumes: [
    {
      name: 'keys',
      type: 'files',
      medium: 'memory',
      secret: true,
      files: [{ path: 'k', content: Buffer.from(secret).toString('base64'), mode: 0o400 }],
    },
  ],
});

it('nothing secret is left, plain or in base64', () => {
  const text = JSON.stringify(redact(everything));
  expect(text).not.toContain(secret);
  expect(text).not.toContain(Buffer.from(secret).toString('base64'));
});

it('what is needed to order, show, probe and stop the pod stays', () => {
  const { containers, initContainers, volumes, ...rest } = redact(everything);
  expect(containers[0]).toMatchObject({
    name: 'app',
    env: [
      { name: 'TOKEN', value: '', secret: true },
      { name: 'PLAIN' },
      { name: 'IP', podField: 'status.podIP' },
    ],
    preStop: { path: '/stop', headers: [{ name: 'Authorization', value: '' }] },
    livenessProbe: { periodSeconds: 1, handler: { path: '/stop' } },
  });
  expect(initContainers.map(({ name, role }) => [name, role])).toEqual([['proxy', 'sidecar']]);
  expect(volumes[0]).toMatchObject({ name: 'keys', files: [{ path: 'k', content: '', mode: 0o400 }] });
  expect(rest).toMatchObject({ name: 'web', terminationGracePeriodSeconds: 30 });
});

it('a command of a hook stays, because stopping needs it', () => {
  const preStop: Handler = { type: 'exec', command: ['drain', '--wait'] };
  expect(redact(pod({ containers: [container({ name: 'app', preStop })] })).containers[0]!.preStop).toEqual(
    preStop,
  );
});

it('no label of the holder holds a secret, and the pod can be read back from them', () => {
  const found = holderLabels({ project: 'p', pod: everything, version: '1' }, 2);
  expect(JSON.stringify(found)).not.toContain(secret);
  expect(podOf(found)).toEqual(redact(everything));
});

it.each([
  ['no label', {}],
  ['a label that is no pod', { 'dev.outrider.pod-spec': '{"a":' }],
  ['another thing', { 'dev.outrider.pod-spec': '7' }],
])('a holder with %s has no pod', (_what, found) => {
  expect(podOf(found)).toBeUndefined();
});
