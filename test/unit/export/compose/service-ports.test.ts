import { expect, it } from '@jest/globals';
import { serviceRedirects } from '../../../../src/export/compose/service-ports.ts';
import type { Service, ServicePort } from '../../../../src/pod/service.ts';
import { container, pod } from '../../../support/pods.ts';

const behind = (
  name: string,
  ports: readonly Partial<ServicePort>[],
  more: Partial<Service> = {},
): Service => ({
  name,
  namespace: 'default',
  selector: { app: 'web' },
  type: 'ClusterIP',
  headless: false,
  ports: ports.map((one) => ({ protocol: 'TCP', port: 80, targetPort: 8080, ...one })),
  sticky: false,
  publishNotReady: false,
  ...more,
});

const of = (...services: readonly Service[]) =>
  serviceRedirects(
    pod({
      labels: { app: 'web' },
      services,
      containers: [
        container({
          name: 'app',
          ports: [
            { name: 'http', containerPort: 8080, protocol: 'TCP' },
            { containerPort: 90, protocol: 'TCP' },
          ],
        }),
      ],
    }),
  );

it('a port of a Service leads to its target, by number and by name', () => {
  expect(
    of(behind('a', [{}, { port: 81, targetPort: 'http' }, { port: 53, protocol: 'UDP', targetPort: 5353 }])),
  ).toEqual({
    redirects: [
      { protocol: 'tcp', port: 80, targetPort: 8080 },
      { protocol: 'tcp', port: 81, targetPort: 8080 },
      { protocol: 'udp', port: 53, targetPort: 5353 },
    ],
    lost: [],
  });
});

it.each([
  ['is the target', behind('a', [{ port: 8080 }])],
  ['is of another pod', behind('a', [{}], { selector: { app: 'other' } })],
  ['is of another namespace', behind('a', [{}], { namespace: 'far' })],
  ['is of a headless Service', behind('a', [{}], { headless: true })],
])('a port that %s needs nothing', (_, service) => {
  expect(of(service)).toEqual({ redirects: [], lost: [] });
});

it('what a port cannot lead to is told', () => {
  const { redirects, lost } = of(
    behind('a', [{}]),
    behind('b', [{ targetPort: 9 }]),
    behind('c', [{ port: 90 }]),
    behind('d', [{ port: 1, targetPort: 'none' }]),
  );
  expect(redirects).toEqual([{ protocol: 'tcp', port: 80, targetPort: 8080 }]);
  expect(lost).toEqual([
    'Port 80 of Service b does not lead to 9: port 80 of the pod leads to 8080 already.',
    'Port 90 of Service c does not lead to 8080: the pod has a port 90 of its own.',
    'Port 1 of Service d does not lead to none: no container has a port none.',
  ]);
});
