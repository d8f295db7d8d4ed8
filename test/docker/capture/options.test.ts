import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ruleCounters } from '../../../src/capture/check/counters.ts';
import { listenerAlarms, listenersStep, parseListeners } from '../../../src/capture/check/listeners.ts';
import { capturePolicy } from '../../../src/capture/policy/policy.ts';
import { withCaptureDefaults } from '../../../src/pod/capture-defaults.ts';
import { type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { startProxy, startServers, stopProxy } from './support/listeners.ts';
import { listings } from './support/look.ts';
import { app, type Client, type Config, proxy } from './support/matrix.ts';
import { client } from './support/try-row.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
  await Promise.all([startProxy(lab), startServers(lab)]);
}, 60_000);

afterAll(() => lab?.close(), 30_000);

const call = (from: Client, host: string, port: number, more: object = {}) =>
  lab.pod.actor({ do: 'connect', host, port, ...client(from), ...more });

describe.each(['iptables-nft', 'iptables-legacy', 'nftables'] as const)('options with %s', (backend) => {
  const apply = (config: Config) => runSteps(lab.pod, planFor(backend, config).apply);
  afterAll(() => runSteps(lab.pod, planFor(backend, {}).remove));

  it('an excluded interface is left alone in both directions', async () => {
    await apply({ excludeInterfaces: ['eth9', 'eth0'] });
    expect(await call(app, lab.ext.ip, 80)).toMatchObject({ by: 'ext' });
    expect(await lab.ext.actor({ do: 'connect', host: lab.pod.ip, port: 8080 })).toMatchObject({ by: 'app' });
    await apply({ excludeInterfaces: ['eth9'] });
    expect(await call(app, lab.ext.ip, 80)).toMatchObject({ by: 'out' });
  });

  it('a bypass uid is left alone, and the others are not', async () => {
    await apply({ bypassUids: [3000, 3001] });
    expect(await call({ uid: 3001, gid: 2000 }, lab.ext.ip, 80)).toMatchObject({ by: 'ext' });
    expect(await call(app, lab.ext.ip, 80)).toMatchObject({ by: 'out' });
  });

  it('more ports than one multiport rule takes are all left alone', async () => {
    const many = Array.from({ length: 40 }, (_, index) => String(10_000 + 2 * index));
    await apply({ excludeOutboundPorts: [...many, '400-450', '3306'] });
    expect(await call(app, lab.ext.ip, 443)).toMatchObject({ by: 'ext' });
    expect(await call(app, lab.ext.ip, 3306)).toMatchObject({ by: 'ext' });
    expect(await call(app, lab.ext.ip, 80)).toMatchObject({ by: 'out' });
  });

  it('a loopback range that is listed is captured, Docker’s resolver in it is not', async () => {
    await apply({ includeOutboundIPRanges: ['127.0.0.0/8'] });
    expect(await call(app, '127.0.0.1', 8080)).toMatchObject({ by: 'out', original: '127.0.0.1:8080' });
    expect(await call(proxy, '127.0.0.1', 8080)).toMatchObject({ by: 'app' });
    const question = { do: 'resolve', host: '127.0.0.11', protocol: 'tcp', name: 'ext', ...client(app) };
    expect(await lab.pod.actor(question)).toEqual({ address: lab.ext.ip });
  });

  it('row 15: QUIC is refused at once where it would pass the proxy by, and only there', async () => {
    const udp = { protocol: 'udp' };
    await apply({ quic: 'reject' });
    // The sender learns it from the very call that sends, before any answer.
    expect(await call(app, lab.ext.ip, 443, udp)).toEqual({ error: 'Operation not permitted' });
    expect(await call(proxy, lab.ext.ip, 443, udp)).toMatchObject({ by: 'ext' });
    expect(await call(app, lab.ext.ip, 7000, udp)).toMatchObject({ by: 'ext' });
    await apply({ quic: 'reject', excludeOutboundIPRanges: [lab.ext.ip] });
    expect(await call(app, lab.ext.ip, 443, udp)).toMatchObject({ by: 'ext' });
  });

  it('nothing is captured inbound or outbound where the lists are empty', async () => {
    await apply({ includeInboundPorts: [] });
    expect(await lab.ext.actor({ do: 'connect', host: lab.pod.ip, port: 8080 })).toMatchObject({ by: 'app' });
    expect(await call(proxy, lab.pod.ip, 8080)).toMatchObject({ by: 'app' });
    expect(await call(app, lab.ext.ip, 80)).toMatchObject({ by: 'out' });
    await apply({ includeOutboundIPRanges: [] });
    expect(await call(app, lab.ext.ip, 80)).toMatchObject({ by: 'ext' });
    expect(await lab.ext.actor({ do: 'connect', host: lab.pod.ip, port: 8080 })).toMatchObject({ by: 'in' });
  });

  it('dropping what belongs to no connection harms none', async () => {
    await apply({ dropInvalid: true });
    await lab.ext.actor({ do: 'keep', key: `kept ${backend}`, host: lab.pod.ip, port: 8080 });
    const text = 'x'.repeat(1_000_000);
    expect(await lab.ext.actor({ do: 'talk', key: `kept ${backend}`, text })).toEqual({ heard: text });
    await lab.ext.actor({ do: 'close', key: `kept ${backend}` });
  });

  it('a root proxy is exempt by its group, while a root app is captured', async () => {
    await apply({ proxyUid: 0 });
    expect(await call({ uid: 0, gid: 1337 }, lab.ext.ip, 80)).toMatchObject({ by: 'ext' });
    expect(await call({ uid: 0, gid: 0 }, lab.ext.ip, 80)).toMatchObject({ by: 'out' });
  });

  it('each connection is counted by the rule that decided', async () => {
    const config = { excludeOutboundPorts: ['3306'] };
    const plan = planFor(backend, config);
    await apply(config);
    await call(app, lab.ext.ip, 80);
    await call(app, lab.ext.ip, 80);
    await call(app, lab.ext.ip, 3306);
    await call(proxy, lab.pod.ip, 8080);
    await lab.ext.actor({ do: 'connect', host: lab.pod.ip, port: 8080 });
    await lab.ext.actor({ do: 'connect', host: lab.pod.ip, port: 15006 });
    const counters = ruleCounters(plan.rules, await listings(lab.pod));
    const counted = Object.fromEntries(counters.map(({ name, packets }) => [name, packets]));
    expect(counters.every(({ loaded }) => loaded)).toBe(true);
    expect(counted).toMatchObject({
      'all-outbound': 2,
      'excluded-outbound-port': 1,
      'self-call': 1,
      'all-inbound': 1,
      'capture-port-called': 1,
    });
  });
});

it('a proxy that does not listen where connections are led is noticed', async () => {
  const policy = capturePolicy(withCaptureDefaults({ proxy: 'proxy' }));
  const alarms = async () => {
    const { stdout } = await lab.pod.run(listenersStep);
    return listenerAlarms(policy, parseListeners(stdout)).map(({ kind }) => kind);
  };
  expect(await alarms()).toEqual([]);
  await stopProxy(lab);
  expect(await alarms()).toEqual(['no-listener', 'no-listener']);
  const { stdout } = await lab.pod.run(listenersStep);
  expect(parseListeners(stdout)).toContainEqual({ address: '*', port: 8080, uid: 2000 });
});
