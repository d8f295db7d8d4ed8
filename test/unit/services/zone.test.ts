import { expect, it } from '@jest/globals';
import type { Service } from '../../../src/pod/service.ts';
import { endpointLookup } from '../../../src/services/endpoints.ts';
import type { PodState } from '../../../src/services/pod-state.ts';
import { zoneOf } from '../../../src/services/zone.ts';
import { pod } from '../../support/pods.ts';

const shop: Service = {
  name: 'shop',
  namespace: 'default',
  type: 'ClusterIP',
  selector: { app: 'shop' },
  headless: false,
  ports: [
    { name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 },
    { protocol: 'UDP', port: 53, targetPort: 5353 },
  ],
  sticky: false,
  publishNotReady: false,
};
const state = (ip: string, more: Partial<PodState> = {}, aliases: readonly string[] = []): PodState => {
  const labelled = pod({ namespace: 'default', labels: { app: 'shop' } });
  return {
    pod: { ...labelled, network: { ...labelled.network, aliases } },
    ...{ ip, ready: true, terminating: false, judged: true },
    ...more,
  };
};
const zone = (service: Service, ...pods: readonly PodState[]) =>
  zoneOf([service], new Map(service.headless ? [] : [['default/shop', '10.1.255.7']]), endpointLookup(pods));

it('a Service has its address, the name of that address, and its ports', () => {
  expect(zone(shop)).toEqual([
    'shop.default.svc.cluster.local A 10.1.255.7',
    '7.255.1.10.in-addr.arpa PTR shop.default.svc.cluster.local',
    '_http._tcp.shop.default.svc.cluster.local SRV 0 100 80 shop.default.svc.cluster.local',
    'shop.default.svc.cluster.local SRV 0 100 80 shop.default.svc.cluster.local',
    'shop.default.svc.cluster.local SRV 0 100 53 shop.default.svc.cluster.local',
  ]);
});

it('a headless Service has each ready pod, by its own name or by its address', () => {
  const headless = { ...shop, headless: true, ports: shop.ports.slice(0, 1) };
  const named = ['web-0', 'web-0.shop.default.svc.cluster.local'];
  expect(
    zone(headless, state('10.1.0.2', {}, named), state('10.1.0.3'), state('10.1.0.4', { ready: false })),
  ).toEqual([
    'shop.default.svc.cluster.local A 10.1.0.2',
    'web-0.shop.default.svc.cluster.local A 10.1.0.2',
    '2.0.1.10.in-addr.arpa PTR web-0.shop.default.svc.cluster.local',
    '_http._tcp.shop.default.svc.cluster.local SRV 0 100 8080 web-0.shop.default.svc.cluster.local',
    'shop.default.svc.cluster.local SRV 0 100 8080 web-0.shop.default.svc.cluster.local',
    'shop.default.svc.cluster.local A 10.1.0.3',
    '10-1-0-3.shop.default.svc.cluster.local A 10.1.0.3',
    '_http._tcp.shop.default.svc.cluster.local SRV 0 100 8080 10-1-0-3.shop.default.svc.cluster.local',
    'shop.default.svc.cluster.local SRV 0 100 8080 10-1-0-3.shop.default.svc.cluster.local',
  ]);
});

it('an ExternalName stands for another name', () => {
  const away: Service = {
    ...shop,
    type: 'ExternalName',
    headless: true,
    externalName: 'DB.example.com.',
    ports: [],
  };
  expect(zone(away)).toEqual(['shop.default.svc.cluster.local CNAME db.example.com']);
});
