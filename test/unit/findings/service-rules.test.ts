import { expect, it } from '@jest/globals';
import type { ServiceSummary } from '../../../src/events/service-summary.ts';
import type { EventBody } from '../../../src/events/types.ts';
import { foldEvents } from '../../../src/events/view.ts';
import { findingsOfProject } from '../../../src/findings/findings.ts';
import { diagnoseService } from '../../../src/findings/service-why.ts';
import { origin, starts, story } from '../events/story.ts';
import { app, asking, listening, network } from './pods.ts';

const shop = (more: Partial<ServiceSummary> = {}): EventBody => ({
  type: 'ServiceChanged',
  service: 'default/shop',
  serviceType: 'ClusterIP',
  clusterIP: '10.0.255.7',
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  selector: { app: 'shop' },
  selected: ['web'],
  endpoints: [{ ip: '10.0.0.2', pod: 'web', ready: true, terminating: false, ports: [8080] }],
  ...more,
});
const unready = { ip: '10.0.0.2', pod: 'web', ready: false, terminating: false, ports: [8080] };

/** What is found after so many milliseconds of a pod that serves, with these further events. */
function findings(now: number, service: EventBody, ...more: readonly EventBody[]) {
  const told = story('shop');
  told.at(0).tell('web', asking([app()]), network, ...starts('app'), { type: 'PodReady' }, ...more);
  told.at(0).tell('', service);
  const view = foldEvents(told.events);
  const all = findingsOfProject(view, origin + now).filter(({ pod }) => pod === '');
  return { view, all: all.map(({ name, message }) => `${name}: ${message}`) };
}

it('a Service whose selector names no pod leads nowhere', () => {
  const none = { selected: [], endpoints: [] };
  expect(findings(0, shop(none)).all).toEqual([
    'service-selects-nothing: Service shop leads nowhere: no pod of its namespace has app=shop',
  ]);
  expect(findings(0, shop({ ...none, selector: {} })).all).toEqual([]);
});

it('a Service is not ready once none of its pods has been ready for longer than a start takes', () => {
  const service = shop({ service: 'far/shop', endpoints: [unready] });
  expect(findings(9_000, service).all).toEqual([]);
  expect(findings(11_000, service).all).toEqual([
    'service-not-ready: Service shop.far leads nowhere: pod web is not ready',
  ]);
  const serving = { ...unready, ip: '10.0.0.3', pod: 'other', ready: true };
  expect(findings(60_000, shop({ selected: ['web', 'other'], endpoints: [unready, serving] })).all).toEqual(
    [],
  );
});

it('a port of a Service on which nobody listens, or only on localhost, is told; a proxy may answer for any', () => {
  const words =
    'service-port: port 80 of Service shop leads to port 8080 of pod web, where nobody listens for connections from other pods: they are refused';
  expect(findings(20_000, shop(), listening('*:9090')).all).toEqual([words]);
  expect(findings(20_000, shop(), listening('127.0.0.1:8080')).all).toEqual([words]);
  expect(findings(20_000, shop(), listening('*:8080')).all).toEqual([]);
  expect(findings(3_000, shop(), listening('*:9090')).all).toEqual([]);
  expect(findings(20_000, shop()).all).toEqual([]);
  const udp = shop({ ports: [{ protocol: 'UDP', port: 80, targetPort: 8080 }] });
  expect(findings(20_000, udp, listening('*:9090')).all).toEqual([]);
});

it('a targetPort that no pod has is told', () => {
  const service = shop({
    ports: [{ protocol: 'TCP', port: 80, targetPort: 'http' }],
    endpoints: [{ ...unready, ready: true, ports: [null] }],
  });
  expect(findings(0, service).all).toEqual([
    'service-port: port 80 of Service shop leads nowhere: no pod behind it has a port http',
  ]);
});

it('a Service is explained by its address and what is behind it', () => {
  const { view } = findings(0, shop());
  expect(diagnoseService(view.services['default/shop']!, view.pods, origin)).toMatchObject({
    summary: 'Service shop has the address 10.0.255.7; 1 of 1 endpoints are ready',
    chain: ['web (10.0.0.2): ready'],
    findings: [],
  });
});
