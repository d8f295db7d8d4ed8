import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drift } from '../../../src/capture/check/drift.ts';
import { interpretValidation, validation } from '../../../src/capture/check/validate.ts';
import { parseFlows } from '../../../src/capture/explain/flows.ts';
import { capturePolicy } from '../../../src/capture/policy/policy.ts';
import { withCaptureDefaults } from '../../../src/pod/capture-defaults.ts';
import type { Answer } from './support/actor.ts';
import { joinActor, type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { startProxy, startServers, stopProxy } from './support/listeners.ts';
import { dockerRules, listings, rulesText } from './support/look.ts';
import { app, configR } from './support/matrix.ts';
import { client } from './support/try-row.ts';

const backends = ['iptables-nft', 'iptables-legacy', 'nftables'] as const;

function callsIn(lab: Lab) {
  const target = { host: lab.ext.ip, port: 80, ...client(app) };
  return {
    once: () => lab.pod.actor({ do: 'connect', ...target }),
    open: (key: string) => lab.pod.actor({ do: 'keep', key, ...target }),
    talk: (key: string): Promise<Answer> => lab.pod.actor({ do: 'talk', key, text: `hello ${key}` }),
  };
}

describe.each([
  ['row 70: on Docker’s default bridge, where nothing has tracked connections before', true],
  ['row 72: on a network with Docker’s resolver, which tracks connections', false],
] as const)('%s', (_, defaultBridge) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab({ defaultBridge });
    await Promise.all([startProxy(lab), startServers(lab)]);
  }, 60_000);
  afterAll(() => lab?.close(), 30_000);

  describe.each(backends)('with %s', (backend) => {
    const plan = planFor(backend, configR);
    afterAll(() => runSteps(lab.pod, plan.remove));

    it('a direct connection that is open survives, and the next one is captured (row 73)', async () => {
      const { open, talk, once } = callsIn(lab);
      const key = `direct ${backend}`;
      expect(await open(key)).toMatchObject({ by: 'ext' });
      await runSteps(lab.pod, plan.apply);
      expect(await once()).toMatchObject({ by: 'out' });
      expect(await talk(key)).toEqual({ heard: `hello ${key}` });
    });

    it('a captured connection survives capture being switched off: the pin keeps it', async () => {
      const { open, talk, once } = callsIn(lab);
      const key = `captured ${backend}`;
      await runSteps(lab.pod, plan.apply);
      expect(await open(key)).toMatchObject({ by: 'out' });
      await runSteps(lab.pod, plan.switchOff);
      expect(await once()).toMatchObject({ by: 'ext' });
      expect(await talk(key)).toEqual({ heard: `hello ${key}` });
      await runSteps(lab.pod, plan.apply);
      expect(await talk(key)).toEqual({ heard: `hello ${key}` });
    });

    it('row 75: forgetting all connections breaks those that are captured, so it is never done', async () => {
      const { open, talk } = callsIn(lab);
      const key = `forgotten ${backend}`;
      await runSteps(lab.pod, plan.apply);
      await open(key);
      await runSteps(lab.pod, plan.switchOff);
      await lab.pod.sh('conntrack -F');
      expect(await talk(key)).toHaveProperty('error');
    });
  });
});

describe('rules', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
    await Promise.all([startProxy(lab), startServers(lab)]);
  }, 60_000);
  afterAll(() => lab?.close(), 30_000);

  describe.each(backends)('with %s', (backend) => {
    const plan = planFor(backend, configR);

    it('row 77: applying again changes nothing', async () => {
      await runSteps(lab.pod, plan.apply);
      const before = await rulesText(lab.pod);
      await runSteps(lab.pod, plan.apply);
      expect(await rulesText(lab.pod)).toBe(before);
      expect(drift(plan, await listings(lab.pod))).toEqual([]);
    });

    it('row 79: removal leaves nothing of ours, and Docker’s rules as they were', async () => {
      await runSteps(lab.pod, plan.remove);
      const before = await dockerRules(lab.pod);
      await runSteps(
        lab.pod,
        planFor(backend, { ...configR, captureDns: true, dropInvalid: true, quic: 'reject' }).apply,
      );
      await runSteps(lab.pod, plan.remove);
      expect(await rulesText(lab.pod)).not.toMatch(/outrider/i);
      expect(await dockerRules(lab.pod)).toEqual(before);
      expect(before.length).toBeGreaterThan(3);
      const name = { do: 'resolve', host: '127.0.0.11', protocol: 'udp', name: 'ext', ...app };
      expect(await lab.pod.actor(name)).toEqual({ address: lab.ext.ip });
      expect(await lab.pod.sh('ip rule; ip -6 address show dev lo')).not.toMatch(/fwmark|::6\/128/);
    });

    it('row 79: switching off leaves the pin alone', async () => {
      await runSteps(lab.pod, plan.apply);
      await runSteps(lab.pod, plan.switchOff);
      const left = (await listings(lab.pod)).flatMap(({ chains }) =>
        chains.filter(({ own }) => own).map(({ name }) => name.replace('OUTRIDER_', '').toLowerCase()),
      );
      expect(new Set(left)).toEqual(new Set(['pin']));
      await runSteps(lab.pod, plan.remove);
    });

    it('row 80: removal twice, or of what was never there, does nothing', async () => {
      await runSteps(lab.pod, plan.remove);
      const before = await rulesText(lab.pod);
      await runSteps(lab.pod, plan.remove);
      await runSteps(lab.pod, planFor(backend, { mode: 'TPROXY' }).remove);
      expect(await rulesText(lab.pod)).toBe(before);
    });

    it('other options replace the rules without a trace of the earlier ones', async () => {
      await runSteps(lab.pod, planFor(backend, { mode: 'TPROXY', dropInvalid: true, quic: 'reject' }).apply);
      await runSteps(lab.pod, plan.apply);
      expect(drift(plan, await listings(lab.pod))).toEqual([]);
      expect(await rulesText(lab.pod)).not.toMatch(/TPROXY|QUIC|INVALID|mangle_/);
    });

    it('row 85: the proof succeeds when capture is on, and fails in time when it is not', async () => {
      const policy = capturePolicy(withCaptureDefaults({ proxy: 'proxy', ...configR }));
      const prove = async (token: string) => {
        const check = validation(policy, token, ['ipv4', 'ipv6'], 1)!;
        return interpretValidation(policy, check, await lab.pod.run(check.step));
      };
      await runSteps(lab.pod, plan.apply);
      expect(await prove('while-the-proxy-is-up')).toMatchObject({ verdict: 'captured' });
      await stopProxy(lab);
      expect(await prove('before-the-proxy')).toMatchObject({ verdict: 'captured' });
      await runSteps(lab.pod, plan.switchOff);
      const begun = performance.now();
      expect(await prove('while-capture-is-off')).toMatchObject({ verdict: 'leaking' });
      expect(performance.now() - begun).toBeLessThan(3000);
      await startProxy(lab);
    });

    it('an open connection shows its original destination, who took it and by which rule', async () => {
      await runSteps(lab.pod, plan.apply);
      await callsIn(lab).open(`flow ${backend}`);
      await lab.ext.actor({ do: 'keep', key: `in ${backend}`, host: lab.pod.ip, port: 8080 });
      const policy = capturePolicy(withCaptureDefaults({ proxy: 'proxy', ...configR }));
      const flows = parseFlows(await lab.pod.sh('conntrack -L -o extended'), policy, [lab.pod.ip]);
      const open = flows.filter(({ state }) => state === 'ESTABLISHED');
      const described = open.map(
        ({ original, takenBy, rule }) =>
          `${original.destination}:${original.destinationPort} ${takenBy} ${rule}`,
      );
      expect(described).toContain(`${lab.ext.ip}:80 outbound all-outbound`);
      expect(described).toContain(`${lab.pod.ip}:8080 inbound all-inbound`);
      await runSteps(lab.pod, plan.remove);
    });
  });
});

describe.each(backends)('a restart with %s', (backend) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
    await Promise.all([startProxy(lab), startServers(lab)]);
    await runSteps(lab.pod, planFor(backend, configR).apply);
  }, 60_000);
  afterAll(() => lab?.close(), 30_000);

  const call = () => ({ do: 'connect', host: lab.ext.ip, port: 80, ...client(app) });

  it('row 81: a restarted app finds the rules as they were', async () => {
    const before = await rulesText(lab.pod);
    const { actor, id } = await joinActor(lab.docker, lab.pod.id, lab.labels);
    expect(await actor(call())).toMatchObject({ by: 'out' });
    await lab.docker.getContainer(id).remove({ force: true });
    const next = await joinActor(lab.docker, lab.pod.id, lab.labels);
    expect(await next.actor(call())).toMatchObject({ by: 'out' });
    expect(await rulesText(lab.pod)).toBe(before);
  });

  it('row 82: a restarted holder has lost the rules, and its members the network', async () => {
    await lab.docker.getContainer(lab.pod.id).restart({ t: 0 });
    expect(await rulesText(lab.pod)).not.toMatch(/outrider/i);
    expect(await callsIn(lab).once()).toEqual({ error: 'Network is unreachable' });
    const next = await joinActor(lab.docker, lab.pod.id, lab.labels);
    expect(await next.actor(call())).toMatchObject({ by: 'ext' });
  });
});
