import { describe, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import type { Pod } from '../../../src/pod/model.ts';
import type { Service } from '../../../src/pod/service.ts';
import { hasServiceLinks, serviceVariables } from '../../../src/pod/service-variables.ts';
import { clusterIPs } from '../../../src/services/cluster-ip.ts';
import { endpointLookup } from '../../../src/services/endpoints.ts';
import { forgetSteps } from '../../../src/services/forget-step.ts';
import * as iptables from '../../../src/services/iptables.ts';
import { hostsFor } from '../../../src/services/names.ts';
import * as nftables from '../../../src/services/nftables.ts';
import { foldPodState, newPodState, type PodState } from '../../../src/services/pod-state.ts';
import { type Route, routesFor } from '../../../src/services/routes.ts';
import { serviceNews, serviceStatus } from '../../../src/services/status.ts';
import { container, pod } from '../../support/pods.ts';

const service = (given: Partial<Service> = {}): Service => ({
  name: 'shop',
  namespace: 'default',
  selector: { app: 'shop' },
  type: 'ClusterIP',
  headless: false,
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  sticky: false,
  publishNotReady: false,
  ...given,
});

const named = (port: number, given: Partial<Pod> = {}): Pod =>
  pod({
    namespace: 'default',
    labels: { app: 'shop' },
    containers: [container({ name: 'app', ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }] })],
    ...given,
  });
const state = (given: Partial<PodState> = {}): PodState => ({
  pod: named(8080),
  ip: '10.1.0.2',
  ready: true,
  terminating: false,
  judged: true,
  ...given,
});

const network = { ip: '10.1.0.9', prefixLength: 16 };
const routes = (services: readonly Service[], pods: readonly PodState[], client = '10.1.0.9') =>
  routesFor(client, services, clusterIPs(services, network), endpointLookup(pods));
const targets = (one: Service, pods: readonly PodState[], client?: string) =>
  routes([one], pods, client).map((route) => route.targets);

describe('addresses of Services', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => service({ name: `s${index}` }));

  it('lie at the end of the network, each once, and never at its broadcast address', () => {
    const addresses = [...clusterIPs(many(100), network).values()];
    expect(new Set(addresses).size).toBe(100);
    expect(addresses.every((ip) => /^10\.1\.255\.(?!255$)\d+$/.test(ip))).toBe(true);
  });

  it('are the same for every pod of a network, in whatever order the Services stand', () => {
    const services = many(20);
    const other = clusterIPs([...services].reverse(), { ip: '10.1.77.1', prefixLength: 16 });
    expect(new Map([...other].sort())).toEqual(new Map([...clusterIPs(services, network)].sort()));
  });

  it('take a quarter of a small network at most; one that finds no place has no address', () => {
    const addresses = [...clusterIPs(many(100), { ip: '10.1.0.9', prefixLength: 26 }).values()];
    expect(addresses).toHaveLength(15);
    expect(addresses.every((ip) => Number(ip.split('.')[3]) >= 48 && Number(ip.split('.')[3]) < 63)).toBe(
      true,
    );
  });

  it('are those of the manifest where it asks for one; a headless Service has none', () => {
    const fixed = service({ clusterIP: '10.96.0.10' });
    expect([...clusterIPs([fixed, service({ name: 'h', headless: true })], network)]).toEqual([
      ['default/shop', '10.96.0.10'],
    ]);
  });
});

describe('where a port of a Service leads', () => {
  it('to every ready pod that the selector names, of the same namespace', () => {
    const pods = [
      state(),
      state({ ip: '10.1.0.3' }),
      state({ ip: '10.1.0.4', ready: false }),
      state({ ip: '10.1.0.5', terminating: true }),
      state({ ip: '10.1.0.6', pod: named(8080, { labels: { app: 'other' } }) }),
      state({ ip: '10.1.0.7', pod: named(8080, { namespace: 'elsewhere' }) }),
      { pod: named(8080), ready: true, terminating: false, judged: true },
    ];
    expect(targets(service(), pods)).toEqual([['10.1.0.2:8080', '10.1.0.3:8080']]);
    expect(targets(service({ publishNotReady: true }), pods)[0]).toHaveLength(4);
    expect(targets(service({ selector: {} }), pods)).toEqual([[]]);
  });

  it('to pods that are about to end and still serve, where no other one is ready', () => {
    const ending = state({ terminating: true });
    expect(targets(service(), [ending, state({ ip: '10.1.0.3', ready: false })])).toEqual([
      ['10.1.0.2:8080'],
    ]);
    expect(targets(service(), [ending, state({ ip: '10.1.0.3' })])).toEqual([['10.1.0.3:8080']]);
  });

  it('to the addresses that the files give, each port to the one of its name', () => {
    const one = service({
      selector: {},
      ports: [
        { name: 'web', protocol: 'TCP', port: 80, targetPort: 80 },
        { name: 'dns', protocol: 'UDP', port: 53, targetPort: 53 },
      ],
      given: [
        { ip: '10.9.0.1', ready: true, ports: [{ name: 'web', port: 8080, protocol: 'TCP' }] },
        { ip: '10.9.0.2', ready: false, ports: [{ name: 'web', port: 8080, protocol: 'TCP' }] },
      ],
    });
    expect(targets(one, [])).toEqual([['10.9.0.1:8080'], []]);
    expect(targets({ ...one, publishNotReady: true }, [])[0]).toHaveLength(2);
  });

  it('to the port that each pod gives the name; a pod that does not know it is left out', () => {
    const one = service({ ports: [{ protocol: 'TCP', port: 80, targetPort: 'http' }] });
    const pods = [
      state(),
      state({ ip: '10.1.0.3', pod: named(9090) }),
      state({ ip: '10.1.0.4', pod: named(1, { containers: [container({ name: 'app' })] }) }),
    ];
    expect(targets(one, pods)).toEqual([['10.1.0.2:8080', '10.1.0.3:9090']]);
  });

  it('to one pod for each client with sessionAffinity, and only clients of a lost pod move', () => {
    const one = service({ sticky: true });
    const pods = [2, 3, 4, 5].map((last) => state({ ip: `10.1.0.${last}` }));
    const clients = Array.from({ length: 50 }, (_, index) => `10.1.1.${index}`);
    const of = (list: readonly PodState[]) => clients.map((client) => targets(one, list, client)[0]!.join());
    const before = of(pods);
    const after = of(pods.slice(1));
    expect(new Set(before).size).toBe(4);
    expect(
      after.every((target, index) => target === before[index] || before[index] === '10.1.0.2:8080'),
    ).toBe(true);
  });
});

const route: Route = {
  name: 'default/shop:80',
  clusterIP: '10.1.255.7',
  protocol: 'tcp',
  port: 80,
  targets: ['10.1.0.2:8080', '10.1.0.3:8080', '10.1.0.4:8080'],
};

const iptablesText = (list: readonly Route[]) => iptables.iptablesText(list, 'pod');
const nftablesText = (list: readonly Route[]) => nftables.nftablesText(list, 'pod');

describe('the rules', () => {
  it('of a gateway lead from outside to the pods, whose answers come back through it', () => {
    const text = iptables.iptablesText([route], 'gateway');
    expect(text).toContain('@nat -A PREROUTING -j OUTRIDER-SERVICES');
    expect(text).toContain('--ctstate DNAT -j MASQUERADE');
    expect(text).not.toMatch(/OUTPUT|REJECT/);
    expect(nftables.nftablesText([route], 'gateway')).toMatch(
      /hook prerouting[\s\S]*ct status dnat masquerade/,
    );
  });

  it('give each of n pods one connection in n', () => {
    const shares = [...iptablesText([route]).matchAll(/--probability (\S+)/g)].map(([, share]) =>
      Number(share),
    );
    expect(shares).toEqual([expect.closeTo(1 / 3, 6), 0.5]);
    expect([...nftablesText([route]).matchAll(/mod (\d)/g)].map(([, left]) => left)).toEqual(['3', '2']);
    expect(iptablesText([route]).match(/-j DNAT --to-destination 10\.1\.0\.4:8080$/m)).not.toBeNull();
  });

  it('refuse what leads nowhere: a Service without a ready pod, a port that it does not have', () => {
    const text = iptablesText([
      { ...route, targets: [] },
      { ...route, port: 81, targets: [] },
    ]);
    expect(text).not.toContain('DNAT');
    expect(text.match(/-d 10\.1\.255\.7\/32 .*-j REJECT/g)).toHaveLength(1);
    expect(nftablesText([{ ...route, targets: [] }])).toContain('ip daddr 10.1.255.7 counter reject');
  });

  it('forget conversations over UDP, and no others', () => {
    expect(forgetSteps([route, { ...route, protocol: 'udp' }]).map(({ argv }) => argv.at(-1))).toEqual([
      '10.1.255.7',
    ]);
  });
});

describe('names', () => {
  const hosts = (client: Pod, services: readonly Service[], pods: readonly PodState[]) =>
    hostsFor(client, services, clusterIPs(services, network), endpointLookup(pods)).map(
      ({ ip, names }) => `${ip} ${names.join(' ')}`,
    );
  const domain = 'shop.default shop.default.svc shop.default.svc.cluster.local';

  it('lead to the address of the Service, ready pods or none; the short one within the namespace', () => {
    const fixed = service({ clusterIP: '10.96.0.1' });
    expect(hosts(named(1), [fixed], [])).toEqual([`10.96.0.1 shop ${domain}`]);
    expect(hosts(named(1, { namespace: 'elsewhere' }), [fixed], [])).toEqual([`10.96.0.1 ${domain}`]);
  });

  it('of a headless Service lead to each ready pod, which has a name of its own', () => {
    const one = service({ headless: true });
    const whole = named(1, { name: 'web-0' });
    const numbered: Pod = {
      ...whole,
      network: { ...whole.network, aliases: ['web-0', 'web-0.shop', 'web-0.shop.default.svc.cluster.local'] },
    };
    const lines = hosts(
      named(1),
      [one],
      [state({ pod: numbered }), state({ ip: '10.1.0.3' }), state({ ready: false })],
    );
    expect(lines).toEqual([
      `10.1.0.2 shop ${domain} web-0.shop web-0.shop.default web-0.shop.default.svc web-0.shop.default.svc.cluster.local`,
      `10.1.0.3 shop ${domain}`,
    ]);
  });
});

it('variables of Services are those of the kubelet', () => {
  const one = service({
    name: 'my-shop',
    ports: [
      { name: 'web-ui', protocol: 'TCP', port: 80, targetPort: 8080 },
      { protocol: 'UDP', port: 53, targetPort: 53 },
    ],
  });
  const found = serviceVariables(
    [one, service({ name: 'far', namespace: 'x' })],
    new Map([
      ['default/my-shop', '10.1.0.1'],
      ['x/far', '10.1.0.2'],
    ]),
    'default',
  );
  expect(Object.fromEntries(found)).toEqual({
    MY_SHOP_SERVICE_HOST: '10.1.0.1',
    MY_SHOP_SERVICE_PORT: '80',
    MY_SHOP_SERVICE_PORT_WEB_UI: '80',
    MY_SHOP_PORT: 'tcp://10.1.0.1:80',
    MY_SHOP_PORT_80_TCP: 'tcp://10.1.0.1:80',
    MY_SHOP_PORT_80_TCP_PROTO: 'tcp',
    MY_SHOP_PORT_80_TCP_PORT: '80',
    MY_SHOP_PORT_80_TCP_ADDR: '10.1.0.1',
    MY_SHOP_PORT_53_UDP: 'udp://10.1.0.1:53',
    MY_SHOP_PORT_53_UDP_PROTO: 'udp',
    MY_SHOP_PORT_53_UDP_PORT: '53',
    MY_SHOP_PORT_53_UDP_ADDR: '10.1.0.1',
  });
  const with1 = named(1, { services: [one] });
  expect([with1, { ...with1, serviceLinks: false as const }, named(1)].map(hasServiceLinks)).toEqual([
    true,
    false,
    false,
  ]);
});

it('a pod is behind its Services from its address and readiness on, until it is told to end', () => {
  const events = [
    { type: 'PodCreated' },
    { type: 'SandboxReady', ip: '10.1.0.2' },
    { type: 'PodReady' },
    { type: 'PodNotReady' },
    { type: 'PodReady' },
    { type: 'PodTerminating' },
    { type: 'SandboxReady', ip: '10.1.0.3' },
    { type: 'SandboxLost' },
  ] as unknown as readonly OutriderEvent[];
  let now = newPodState(named(1));
  const seen = events.map((event) => {
    now = foldPodState(now, event);
    return `${now.ip ?? '-'} ${now.ready ? 'ready' : 'not'}${now.terminating ? ' ending' : ''}`;
  });
  expect(seen).toEqual([
    '- not',
    '10.1.0.2 not',
    '10.1.0.2 ready',
    '10.1.0.2 not',
    '10.1.0.2 ready',
    '10.1.0.2 ready ending',
    '10.1.0.3 ready',
    '- not',
  ]);
});

it('news of a Service are the pods that it has gained and lost', () => {
  const addresses = clusterIPs([service()], network);
  const status = (...pods: readonly PodState[]) =>
    serviceStatus(service(), addresses, endpointLookup(pods), pods);
  const [two, three] = [
    state({ pod: named(1, { name: 'a' }) }),
    state({ ip: '10.1.0.3', pod: named(1, { name: 'b' }) }),
  ];
  expect(serviceNews(status(two), status({ ...two, ready: false }, three))).toBe('gained b, lost a');
  expect(serviceNews(status(two), status(two, { ...three, ready: false }))).toBeUndefined();
  expect(
    status(two, { pod: named(1, { name: 'c' }), ready: false, terminating: false, judged: true }),
  ).toMatchObject({
    clusterIP: addresses.get('default/shop'),
    selected: ['a', 'c'],
    endpoints: [{ pod: 'a', ip: '10.1.0.2', ready: true, ports: [8080] }],
  });
});
