import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Backend } from '../../../src/capture/backends/backend-name.ts';
import { conflicts, resolvConfStep } from '../../../src/capture/check/conflicts.ts';
import { drift } from '../../../src/capture/check/drift.ts';
import { capturePolicy } from '../../../src/capture/policy/policy.ts';
import { withCaptureDefaults } from '../../../src/pod/capture-defaults.ts';
import { type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { startProxy } from './support/listeners.ts';
import { listings } from './support/look.ts';
import { app, type Client, type Config, proxy, root } from './support/matrix.ts';
import { client } from './support/try-row.ts';

let lab: Lab;
let config: Config;

/** The DNS proxy asks Docker's resolver from a loopback address and a port of its own. */
const dnsProxy = {
  do: 'dns',
  key: 'dns',
  host: '127.0.0.1',
  port: 15053,
  upstreamSource: '127.0.0.53',
  ...proxy,
};

beforeAll(async () => {
  lab = await openLab({ dnsFromExt: true });
  // dockerd asks the next server over TCP as root of this namespace: that is a connection out like any other.
  config = { captureDns: true, excludeOutboundIPRanges: [lab.ext.ip] };
  await lab.ext.actor({ do: 'dns', key: 'far', host: '0.0.0.0', port: 53, address: '203.0.113.99' });
  await lab.pod.actor(dnsProxy);
  await startProxy(lab);
}, 60_000);

afterAll(() => lab?.close(), 30_000);

const ask = (who: Client, protocol: string, name: string, more: object = {}) =>
  lab.pod.actor({ do: 'resolve', host: '127.0.0.11', protocol, name, ...client(who), ...more });

async function conflictKinds(backend: Backend): Promise<readonly string[]> {
  const policy = capturePolicy(withCaptureDefaults({ proxy: 'proxy', ...config }));
  const resolvConf = (await lab.pod.run(resolvConfStep)).stdout;
  const plan = planFor(backend, config);
  return conflicts({ plan, policy, listings: await listings(lab.pod), resolvConf }).map(({ kind }) => kind);
}

/** What the DNS proxy has seen since it was last asked. */
const seen = async () => (await lab.pod.actor({ do: 'report', key: 'dns' })).seen;

describe.each(['iptables-nft', 'iptables-legacy', 'nftables'] as const)('DNS with %s', (backend) => {
  beforeAll(async () => {
    await runSteps(lab.pod, planFor(backend, config).apply);
    await seen();
  });
  afterAll(() => runSteps(lab.pod, planFor(backend, config).remove));

  for (const [who, name] of [
    [app, 'the app'],
    [root, 'root'],
  ] as const) {
    it(`row 61: ${name}’s questions pass the DNS proxy, over UDP and TCP, for names of containers and others`, async () => {
      for (const protocol of ['udp', 'tcp']) {
        expect(await ask(who, protocol, 'ext')).toEqual({ address: lab.ext.ip });
        expect(await ask(who, protocol, 'far.test')).toEqual({ address: '203.0.113.99' });
      }
      expect(await seen()).toEqual(['udp ext', 'udp far.test', 'tcp ext', 'tcp far.test']);
    });
  }

  it('row 62: the proxy’s own questions reach Docker’s resolver', async () => {
    for (const protocol of ['udp', 'tcp']) {
      expect(await ask(proxy, protocol, 'ext')).toEqual({ address: lab.ext.ip });
    }
    expect(await seen()).toEqual([]);
  });

  it('row 67: one question for another name is one question to the proxy, not a loop', async () => {
    expect(await ask(app, 'udp', 'once.test')).toEqual({ address: '203.0.113.99' });
    expect(await seen()).toEqual(['udp once.test']);
  });

  it('row 68: a source port that the proxy has just used is captured, too, and the other way round', async () => {
    await lab.pod.actor({ do: 'close', key: 'dns' });
    await lab.pod.actor({ ...dnsProxy, key: 'fixed', upstreamPort: 40000 });
    const report = async () => (await lab.pod.actor({ do: 'report', key: 'fixed' })).seen;
    for (const name of ['a.test', 'b.test', 'c.test']) {
      expect(await ask(app, 'udp', name, { sourcePort: 40000 })).toEqual({ address: '203.0.113.99' });
    }
    expect(await report()).toEqual(['udp a.test', 'udp b.test', 'udp c.test']);
    await lab.pod.actor({ do: 'close', key: 'fixed' });
    await lab.pod.actor(dnsProxy);
  });

  it('row 76: a conversation that is open when capture goes on or off is led the new way at once', async () => {
    const again = () => ask(app, 'udp', 'ext', { sourcePort: 41000 });
    const plan = planFor(backend, config);
    await runSteps(lab.pod, plan.switchOff);
    await again();
    expect(await seen()).toEqual([]);
    await runSteps(lab.pod, plan.apply);
    expect(await again()).toEqual({ address: lab.ext.ip });
    expect(await seen()).toEqual(['udp ext']);
    await runSteps(lab.pod, plan.switchOff);
    expect(await again()).toEqual({ address: lab.ext.ip });
    expect(await seen()).toEqual([]);
    await runSteps(lab.pod, plan.apply);
  });

  it('nothing of this conflicts with Docker', async () => {
    const plan = planFor(backend, config);
    // Docker chose its variant of iptables by itself; in the other one the order is an accident, and said to be.
    const found = await conflictKinds(backend);
    expect(found.filter((kind) => kind !== 'other-variant')).toEqual([]);
    expect(drift(plan, await listings(lab.pod))).toEqual([]);
  });
});

/** Our rules behind Docker's: whatever the backend, as one would put them there who knows nothing of Docker's. */
const behindDocker = {
  'iptables-nft': appendedJump('iptables-nft'),
  'iptables-legacy': appendedJump('iptables-legacy'),
  nftables:
    'nft list table inet outrider > /tmp/late && sed -i "s/priority -110/priority -90/" /tmp/late && ' +
    '{ echo "delete table inet outrider"; cat /tmp/late; } | nft -f -',
} as const;

async function isDockers(backend: Backend): Promise<boolean> {
  return (await listings(lab.pod)).some(
    (listing) => listing.backend === backend && listing.chains.some(({ name }) => name === 'DOCKER_OUTPUT'),
  );
}

function appendedJump(program: string): string {
  const jump = 'OUTPUT -m comment --comment outrider:jump -j OUTRIDER_OUTPUT';
  return `${program} -t nat -D ${jump} && ${program} -t nat -A ${jump}`;
}

describe.each(['iptables-nft', 'iptables-legacy', 'nftables'] as const)(
  'rules behind Docker’s, with %s',
  (backend) => {
    const plan = () => planFor(backend, config);
    afterAll(() => runSteps(lab.pod, plan().remove));

    it('row 63: the proxy is not asked, which is noticed, and mended by applying again', async () => {
      await runSteps(lab.pod, plan().apply);
      await lab.pod.sh(behindDocker[backend]);
      await seen();
      expect(await ask(app, 'udp', 'ext')).toEqual({ address: lab.ext.ip });
      expect(await ask(app, 'tcp', 'ext')).toEqual({ address: lab.ext.ip });
      const asked = await seen();
      const noticed = drift(plan(), await listings(lab.pod)).map(({ kind }) => kind);
      if (backend === 'nftables' || (await isDockers(backend))) {
        expect(asked).toEqual([]);
        expect(noticed).toEqual([backend === 'nftables' ? 'changed' : 'jump-not-first']);
      } else expect(await conflictKinds(backend)).toContain('other-variant');
      await runSteps(lab.pod, plan().apply);
      expect(drift(plan(), await listings(lab.pod))).toEqual([]);
      expect(await ask(app, 'udp', 'ext')).toEqual({ address: lab.ext.ip });
      expect(await seen()).toEqual(['udp ext']);
    });
  },
);
