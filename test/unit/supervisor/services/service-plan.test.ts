import { expect, it } from '@jest/globals';
import type { Service } from '../../../../src/pod/service.ts';
import { endpointLookup } from '../../../../src/services/endpoints.ts';
import type { Namespace } from '../../../../src/supervisor/services/service-namespace.ts';
import { createPlanner } from '../../../../src/supervisor/services/service-plan.ts';
import { pod } from '../../../support/pods.ts';

const shop: Service = {
  name: 'shop',
  namespace: 'default',
  type: 'ClusterIP',
  selector: { app: 'shop' },
  headless: false,
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  sticky: false,
  publishNotReady: false,
};
const namespaceOf = (last: number, services: readonly Service[]): Namespace =>
  ({
    pod: pod({ name: `p${last}`, namespace: 'default', services }),
    address: { ip: `10.1.0.${last}`, network: 'n', prefixLength: 16 },
  }) as Namespace;

it('namespaces that are to have the same share one plan, made anew when the pods behind it change', () => {
  const services = [shop];
  let lookup = endpointLookup([]);
  const planner = createPlanner(() => lookup);
  const before = planner(namespaceOf(2, services));
  expect(planner(namespaceOf(3, services))).toBe(before);
  lookup = endpointLookup([
    {
      ...{ pod: pod({ namespace: 'default', labels: { app: 'shop' } }), ip: '10.1.0.5' },
      ...{ ready: true, terminating: false, judged: true },
    },
  ]);
  expect(planner(namespaceOf(2, services)).plan.routes[0]!.targets).toEqual(['10.1.0.5:8080']);
});

it('a plan with sessionAffinity is for one client', () => {
  const services = [{ ...shop, sticky: true }];
  const lookup = endpointLookup([]);
  const planner = createPlanner(() => lookup);
  expect(planner(namespaceOf(2, services))).not.toBe(planner(namespaceOf(3, services)));
});
