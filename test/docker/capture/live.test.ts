import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { startProxy, startServers } from './support/listeners.ts';
import { app, configR } from './support/matrix.ts';
import { client } from './support/try-row.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
  await Promise.all([startProxy(lab), startServers(lab)]);
}, 60_000);

afterAll(() => lab?.close(), 30_000);

const rounds = 100;

describe.each(['iptables-nft', 'iptables-legacy', 'nftables'] as const)('with %s', (backend) => {
  const plan = planFor(backend, configR);
  afterAll(() => runSteps(lab.pod, plan.remove));

  it(`rules that are replaced ${rounds} times under load let nothing past the proxy, and reset nothing`, async () => {
    await runSteps(lab.pod, plan.apply);
    const load = { do: 'load', workers: 8, timeout: 10 };
    await lab.pod.actor({ ...load, key: 'load out', host: lab.ext.ip, port: 80, ...client(app) });
    await lab.ext.actor({ ...load, key: 'load in', host: lab.pod.ip, port: 8080 });
    for (let round = 0; round < rounds; round++) await runSteps(lab.pod, plan.apply);
    const [out, inside] = await Promise.all([
      lab.pod.actor({ do: 'report', key: 'load out' }),
      lab.ext.actor({ do: 'report', key: 'load in' }),
    ]);
    expect(Object.keys(out.counts!)).toEqual(['out']);
    expect(Object.keys(inside.counts!)).toEqual(['in']);
    expect(Math.min(out.counts!['out']!, inside.counts!['in']!)).toBeGreaterThan(rounds);
  }, 90_000);

  it(`capture that is switched on and off ${rounds} times breaks none of 50 open connections`, async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `${backend} ${index}`);
    const open = (key: string, index: number) =>
      index % 2 === 0
        ? lab.pod.actor({ do: 'keep', key, host: lab.ext.ip, port: 80, ...client(app) })
        : lab.ext.actor({ do: 'keep', key, host: lab.pod.ip, port: 8080 });
    const talk = (key: string, index: number) =>
      (index % 2 === 0 ? lab.pod : lab.ext).actor({ do: 'talk', key, text: key });
    await runSteps(lab.pod, plan.switchOff);
    const direct = await Promise.all(keys.slice(0, 25).map(open));
    await runSteps(lab.pod, plan.apply);
    const captured = await Promise.all(keys.slice(25).map((key, index) => open(key, index + 25)));
    expect(new Set(direct.map(({ by }) => by))).toEqual(new Set(['ext', 'app']));
    expect(new Set(captured.map(({ by }) => by))).toEqual(new Set(['out', 'in']));
    for (let round = 0; round < rounds; round++) {
      await runSteps(lab.pod, plan.switchOff);
      if (round % 10 === 0) await talk(keys[round % 50]!, round % 50);
      await runSteps(lab.pod, plan.apply);
    }
    const heard = await Promise.all(keys.map(talk));
    expect(heard).toEqual(keys.map((key) => ({ heard: key })));
    await Promise.all(
      keys.map((key, index) => (index % 2 === 0 ? lab.pod : lab.ext).actor({ do: 'close', key })),
    );
  }, 90_000);
});
