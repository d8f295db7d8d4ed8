import { describe, expect, it } from '@jest/globals';
import type { EventBody, OutriderEvent } from '../../../../src/events/types.ts';
import type { Service } from '../../../../src/pod/service.ts';
import { createJournal } from '../../../../src/supervisor/journal.ts';
import type { Engine, Step } from '../../../../src/supervisor/ports.ts';
import { createServiceRouter } from '../../../../src/supervisor/services/service-router.ts';
import { createManualClock } from '../../../simulation/support/manual-clock.ts';
import { pod } from '../../../support/pods.ts';
import { engineWith, runResult } from '../fakes.ts';

const shop: Service = {
  name: 'shop',
  namespace: 'default',
  selector: { app: 'shop' },
  type: 'ClusterIP',
  headless: false,
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  sticky: false,
  publishNotReady: false,
};
const server = pod({ name: 'server', namespace: 'default', labels: { app: 'shop' }, services: [shop] });
const client = pod({ name: 'client', namespace: 'default', services: [shop] });
const address = { ip: '10.1.0.9', network: 'n', prefixLength: 16 };
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** An engine whose namespace keeps what is loaded into it. */
function namespace() {
  const kept = { rules: '', hosts: '', zone: '', refuses: new Set<string>(), loads: 0 };
  const engine: Engine = engineWith({
    async inNamespace({ argv, stdin = '' }: Step) {
      const text = String(stdin);
      if (kept.refuses.has(argv[0]!) || kept.refuses.has(argv.at(-1)!))
        return runResult(1, '', 'no such table');
      if (argv[0] === 'iptables-legacy-save') return runResult(0, '');
      if (argv.join(' ').includes('grep -c')) return runResult(0, kept.rules || kept.hosts ? '2\n' : '0\n');
      if (argv.join(' ').includes('/names')) {
        if (argv.at(-1) === 'load') kept.zone = text;
        return runResult(0, kept.zone);
      }
      const isHosts = argv[0] === 'perl';
      if (stdin !== '' || argv.at(-1) === 'write') {
        if (isHosts) kept.hosts = text;
        else kept.rules = text;
        if (!isHosts) kept.loads += 1;
      }
      return runResult(0, isHosts ? kept.hosts : kept.rules);
    },
  });
  return { kept, engine };
}

function stage(pods = [server, client]) {
  const clock = createManualClock();
  const journal = createJournal('p', clock.wall);
  const life = new AbortController();
  const warnings: string[] = [];
  const told: OutriderEvent[] = [];
  journal.subscribe((event) => {
    if (event.type === 'Warning') warnings.push(event.message);
    if ('service' in event) told.push(event);
  });
  const router = createServiceRouter(pods, { journal, clock, signal: life.signal });
  const tell = (body: object, of = 'server'): void => void journal.append(of, body as EventBody);
  const runs = (): void => {
    tell({ type: 'SandboxReady', ip: '10.1.0.2', network: 'n', holder: 'h' });
    tell({ type: 'PodReady' });
  };
  return { clock, router, warnings, told, tell, runs };
}

it('a namespace has rules and names before its pod goes on, and follows the readiness of others', async () => {
  const { router, tell, runs, warnings } = stage();
  const { kept, engine } = namespace();
  await router.enter(client, engine, address);
  expect(kept.hosts).toMatch(/^10\.1\.255\.\d+\tshop shop\.default/);
  expect(kept.zone).toMatch(/^shop\.default\.svc\.cluster\.local A 10\.1\.255\.\d+$/m);
  expect(kept.rules).not.toContain('DNAT');
  runs();
  await settled();
  expect(kept.rules).toContain('--to-destination 10.1.0.2:8080');
  tell({ type: 'PodNotReady' });
  await settled();
  expect(kept.rules).not.toContain('DNAT');
  const { loads } = kept;
  tell({ type: 'Warning', message: 'nothing that a Service asks of' });
  await settled();
  expect([kept.loads, warnings]).toEqual([loads, ['nothing that a Service asks of']]);
});

it('rules or names that somebody changes are loaded again, and it is told', async () => {
  const { clock, router, runs, warnings } = stage();
  const { kept, engine } = namespace();
  runs();
  await router.enter(client, engine, address);
  const wanted = kept.rules;
  await clock.run(5_000);
  expect(warnings).toEqual([]);
  kept.rules = '';
  await clock.run(5_000);
  await settled();
  expect(kept.rules).toBe(wanted);
  kept.hosts = '';
  await clock.run(5_000);
  await settled();
  expect(kept.hosts).not.toBe('');
  expect(warnings).toHaveLength(2);
});

it('where one backend refuses the next one is taken; where all do it is told once and tried again', async () => {
  const { clock, router, runs, warnings } = stage();
  const { kept, engine } = namespace();
  runs();
  for (const backend of ['iptables-nft', 'iptables-legacy']) kept.refuses.add(backend);
  await router.enter(client, engine, address);
  expect([kept.rules.split('\n')[0], warnings]).toEqual(['table ip outrider_services', []]);

  const other = namespace();
  for (const word of ['iptables-nft', 'iptables-legacy', 'sh']) other.kept.refuses.add(word);
  await router.enter(client, other.engine, address);
  await clock.run(5_000);
  expect(warnings).toEqual([expect.stringContaining('Services cannot be reached from here')]);
  other.kept.refuses.clear();
  await clock.run(5_000);
  await settled();
  expect(other.kept.rules).toContain('10.1.0.2:8080');
});

it('a namespace that is taken over keeps what it has until the pods are judged again', async () => {
  const { clock, router, tell, runs } = stage();
  const { kept, engine } = namespace();
  kept.rules = 'of the run before';
  tell({ type: 'SandboxReady', ip: '10.1.0.2', network: 'n', holder: 'h' });
  router.takeOver(client, engine, address);
  await clock.run(5_000);
  expect(kept.rules).toBe('of the run before');
  runs();
  await settled();
  expect(kept.rules).toContain('10.1.0.2:8080');

  const other = namespace();
  const late = stage();
  late.router.takeOver(client, other.engine, address);
  await late.clock.run(20_000);
  expect(other.kept.rules).toContain('OUTRIDER-SERVICES');
});

it('a Service that is added, changed or taken away in the manifest is so in namespaces that are there', async () => {
  const { clock, router, runs, warnings } = stage();
  const { kept, engine } = namespace();
  runs();
  await router.enter({ ...client, services: [] }, engine, address);
  await clock.run(5_000);
  expect(kept.loads).toBe(0);
  router.change(client);
  await settled();
  expect(kept.rules).toContain('10.1.0.2:8080');
  const { ports: _, ...rest } = shop;
  router.change({
    ...client,
    services: [{ ...rest, ports: [{ protocol: 'TCP', port: 81, targetPort: 9090 }] }],
  });
  await settled();
  expect(kept.rules).toContain('10.1.0.2:9090');
  expect(kept.rules).not.toContain(':8080');
  router.change({ ...client, services: [] });
  await settled();
  expect(kept.rules).not.toContain('10.1.0.2');
  expect(kept.hosts).not.toContain('shop');
  expect(warnings).toEqual([]);
});

it('a namespace that is taken over loses the rules of Services that the manifest has no more', async () => {
  const { clock, router } = stage();
  const { kept, engine } = namespace();
  Object.assign(kept, { rules: 'of the run before', hosts: '10.1.255.7\tshop\n' });
  router.takeOver({ ...client, services: [] }, engine, address);
  await clock.run(20_000);
  expect(kept.rules).not.toContain('of the run before');
  expect(kept.hosts).toBe('');

  const bare = namespace();
  router.takeOver({ ...client, services: [] }, bare.engine, address);
  await clock.run(20_000);
  expect(bare.kept.loads).toBe(0);
});

it('the gateway of a pod leads from this machine to ready pods, also when the pod itself is gone or somebody ends it', async () => {
  const { clock, router, tell, runs } = stage();
  const own = namespace();
  const gate = namespace();
  let ip = '10.1.0.7';
  const gateway = {
    open: async () => ({ ...address, ip }),
    inNamespace: gate.engine.inNamespace,
    close: () => {},
  };
  const publishes = [
    { service: 'default/shop', port: 80, protocol: 'TCP', hostPort: 30_080, gatewayPort: 80 },
  ] as const;
  runs();
  await router.enter(
    { ...client, publishes },
    engineWith({ inNamespace: own.engine.inNamespace, gateway }),
    address,
  );
  await settled();
  expect(gate.kept.rules).toMatch(/-d 10\.1\.0\.7\/32 -p tcp --dport 80 .*--to-destination 10\.1\.0\.2:8080/);
  expect(gate.kept.rules).toContain('MASQUERADE');
  tell({ type: 'PodNotReady' });
  await settled();
  expect(gate.kept.rules).not.toContain('10.1.0.2');

  ip = '10.1.0.8';
  gate.kept.rules = '';
  tell({ type: 'PodReady' });
  await clock.run(5_000);
  await settled();
  expect(gate.kept.rules).toContain('-d 10.1.0.8/32');
});

it('the gateway of a pod that is removed is kept for as long as it leads to another one', async () => {
  const { clock, router, tell, runs, told, warnings } = stage([{ ...server, gateways: ['client'] }, client]);
  const gate = namespace();
  let opened = 0;
  const gateway = {
    open: async () => {
      opened += 1;
      return { ...address, ip: '10.1.0.7' };
    },
    inNamespace: gate.engine.inNamespace,
    close: () => {},
  };
  const publishes = [
    { service: 'default/shop', port: 80, protocol: 'TCP', hostPort: 30_080, gatewayPort: 80 },
  ] as const;
  runs();
  await router.enter({ ...client, publishes }, engineWith({ ...namespace().engine, gateway }), address);
  await router.enter(server, namespace().engine, { ...address, ip: '10.1.0.2' });
  await settled();
  tell({ type: 'PodRemoved' }, 'client');
  tell({ type: 'PodNotReady' });
  tell({ type: 'PodReady' });
  await settled();
  expect(gate.kept.rules).toContain('--to-destination 10.1.0.2:8080');
  gate.kept.rules = '';
  await clock.run(5_000);
  await settled();
  expect(gate.kept.rules).toContain('--to-destination 10.1.0.2:8080');
  tell({ type: 'PodRemoved' });
  const before = opened;
  await clock.run(20_000);
  expect([opened, told.length > 0, warnings.length]).toEqual([before, true, 1]);
});

it('a Service is told of with its address, and again with what it gains, loses, or when it is gone', async () => {
  const { router, runs, tell, told } = stage();
  const { engine } = namespace();
  await router.enter(client, engine, address);
  await settled();
  runs();
  await settled();
  tell({ type: 'PodNotReady' });
  await settled();
  router.change({ ...client, services: [] });
  await settled();
  expect(told.map((event) => ('message' in event ? event.message : event.type))).toEqual([
    'ServiceChanged',
    'gained server',
    'lost server',
    'ServiceRemoved',
  ]);
  expect(told[1]).toMatchObject({
    pod: '',
    service: 'default/shop',
    clusterIP: expect.stringMatching(/^10\.1\.255\./),
    endpoints: [{ pod: 'server', ip: '10.1.0.2', ready: true, ports: [8080] }],
  });
});

describe('pods of two runs', () => {
  /** One run has the server, the other the client; each tells the other of its own. */
  function twoRuns() {
    const first = stage([server]);
    const second = stage([client]);
    first.router.follow(second.router.hear);
    second.router.follow(first.router.hear);
    return { first, second };
  }

  it('a Service leads to a ready pod of another run, and no more when that one ends', async () => {
    const { first, second } = twoRuns();
    const { kept, engine } = namespace();
    await second.router.enter(client, engine, address);
    expect(kept.rules).not.toContain('DNAT');
    first.runs();
    await settled();
    expect(kept.rules).toContain('--to-destination 10.1.0.2:8080');
    first.tell({ type: 'PodRemoved' });
    await settled();
    expect(kept.rules).not.toContain('DNAT');
  });

  it('a run that begins later hears of pods that are ready already', async () => {
    const first = stage([server]);
    first.runs();
    const second = stage([client]);
    first.router.follow(second.router.hear);
    const { kept, engine } = namespace();
    await second.router.enter(client, engine, address);
    expect(kept.rules).toContain('--to-destination 10.1.0.2:8080');
  });

  it('a pod that is made anew by another run is that one’s: the old run leads to it, and does not speak of it', async () => {
    const old = stage([server, client]);
    const { kept, engine } = namespace();
    await old.router.enter(client, engine, address);
    old.runs();
    old.tell({ type: 'PodRemoved' });
    const next = stage([server]);
    const said: (string | undefined)[] = [];
    old.router.follow((served) => said.push(served.pod.name));
    old.router.follow(next.router.hear);
    next.router.follow(old.router.hear);
    next.tell({ type: 'PodCreated' });
    next.tell({ type: 'SandboxReady', ip: '10.1.0.7', network: 'n', holder: 'h' });
    next.tell({ type: 'PodReady' });
    await settled();
    expect(kept.rules).toContain('--to-destination 10.1.0.7:8080');
    expect(kept.rules).not.toContain('10.1.0.2');
    expect(said).toEqual(['client']);
  });

  it('a run goes by what it knows itself of its own pods', async () => {
    const { router, runs } = stage([server, client]);
    const { kept, engine } = namespace();
    await router.enter(client, engine, address);
    runs();
    router.hear({ pod: server, ready: false, terminating: false });
    await settled();
    expect(kept.rules).toContain('--to-destination 10.1.0.2:8080');
  });

  it('nothing secret is told to other runs', () => {
    const secret = pod({
      ...server,
      containers: [
        { ...server.containers[0]!, env: [{ name: 'PASSWORD', value: 'hunter2', secret: false }] },
      ],
    });
    const told: unknown[] = [];
    stage([secret]).router.follow((served) => told.push(served));
    expect(JSON.stringify(told)).not.toContain('hunter2');
    expect(told).toMatchObject([{ pod: { name: 'server', labels: { app: 'shop' } }, ready: false }]);
  });
});
