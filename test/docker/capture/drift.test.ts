import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Backend } from '../../../src/capture/backends/backend-name.ts';
import { drift } from '../../../src/capture/check/drift.ts';
import { type Lab, openLab, planFor, runSteps } from './support/lab.ts';
import { listings } from './support/look.ts';
import type { Config } from './support/matrix.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab({ ipv6: true });
}, 60_000);

afterAll(() => lab?.close(), 30_000);

/** Given as untidily as a person may: the tools print it tidied up. */
const untidy: Config = {
  captureDns: true,
  dropInvalid: true,
  quic: 'reject',
  excludeInterfaces: ['eth9', 'eth8'],
  excludeOutboundPorts: ['82', '80-81', '3306'],
  includeInboundPorts: ['9000-9010', '8080'],
  excludeOutboundIPRanges: ['10.9.1.2/16', '10.9.0.0/24', '192.168.1.1', 'FD00:9:0::1/48'],
  includeOutboundIPRanges: ['10.128.0.0/9', '10.0.0.0/9', '2001:DB8:0::/32', '0.0.0.0/0'],
  includeOutboundPorts: ['443'],
  bypassUids: [4001, 4000],
  includeOutboundOwnerGroups: ['203', '202'],
};

const configs: readonly (readonly [string, Config])[] = [
  ['the defaults', {}],
  ['untidy options', untidy],
  [
    'ranges that touch and make no CIDR',
    {
      excludeOutboundIPRanges: ['10.1.0.0/16', '10.2.0.0/16', 'fd00:1::/32', 'fd00:2::/32'],
      includeOutboundIPRanges: ['10.5.0.0/16', '10.6.0.0/16', '10.7.0.0/16', 'fd00:5::/32', 'fd00:6::/32'],
    },
  ],
  ['one family', { ipFamilies: ['ipv6'], excludeOutboundOwnerGroups: ['888', '889'] }],
  ['TPROXY', { mode: 'TPROXY', dropInvalid: true, excludeInterfaces: ['eth9'] }],
];

/** Changes one thing in the rules that are loaded, and nothing else. */
function changeRules(backend: Backend, from: string, to: string): Promise<string> {
  const edit = `grep -q -- '${from}' /tmp/rules && sed -i -- 's|${from}|${to}|' /tmp/rules`;
  return lab.pod.sh(
    backend === 'nftables'
      ? `nft list table inet outrider > /tmp/rules && ${edit} && { echo delete table inet outrider; cat /tmp/rules; } | nft -f -`
      : `${backend}-save -t nat > /tmp/rules && ${edit} && ${backend}-restore < /tmp/rules`,
  );
}

const changes = {
  'an address range': { iptables: ['-d 10.9.0.0/16', '-d 10.8.0.0/15'], nft: ['10.9.0.0/16', '10.8.0.0/15'] },
  'a user': { iptables: ['--uid-owner 4001', '--uid-owner 0'], nft: ['4000, 4001', '4000, 4002'] },
  'a group': { iptables: ['! --gid-owner 203', '! --gid-owner 2000'], nft: ['202, 203', '202, 2000'] },
  'an interface': { iptables: ['-o eth8', '-o eth0'], nft: ['"eth8", "eth9"', '"eth0", "eth9"'] },
  'a port': { iptables: ['9000:9010', '9000:9009'], nft: ['9000-9010', '9000-9009'] },
  'a port that is led to': { iptables: ['--to-ports 15001', '--to-ports 15002'], nft: [':15001', ':15002'] },
} as const;

describe.each(['iptables-nft', 'iptables-legacy', 'nftables'] as const)('with %s', (backend) => {
  afterAll(() => runSteps(lab.pod, planFor(backend, {}).remove));

  it.each(configs)('rules of %s are read back as they were applied', async (_, config) => {
    const plan = planFor(backend, config);
    await runSteps(lab.pod, plan.apply);
    expect(drift(plan, await listings(lab.pod))).toEqual([]);
  });

  it.each(Object.entries(changes))(
    '%s that somebody changes is noticed, and mended by applying again',
    async (_, change) => {
      const plan = planFor(backend, untidy);
      await runSteps(lab.pod, plan.apply);
      const [from, to] = change[backend === 'nftables' ? 'nft' : 'iptables'];
      await changeRules(backend, from, to);
      const found = drift(plan, await listings(lab.pod));
      expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['changed']));
      await runSteps(lab.pod, plan.apply);
      expect(drift(plan, await listings(lab.pod))).toEqual([]);
    },
  );

  it('a rule that somebody adds, and a flush, are noticed, and mended by applying again', async () => {
    const plan = planFor(backend, {});
    await runSteps(lab.pod, plan.apply);
    const native = backend === 'nftables';
    await lab.pod.sh(
      native
        ? 'nft add rule inet outrider nat_output tcp dport 81 return'
        : `${backend} -t nat -A OUTRIDER_OUTPUT -p tcp --dport 81 -j RETURN`,
    );
    expect(drift(plan, await listings(lab.pod)).map(({ kind }) => kind)).toEqual(['changed']);
    await lab.pod.sh(native ? 'nft flush table inet outrider' : `${backend} -t nat -F OUTRIDER_OUTPUT`);
    expect(drift(plan, await listings(lab.pod)).map(({ kind }) => kind)).toContain('missing');
    await runSteps(lab.pod, plan.apply);
    expect(drift(plan, await listings(lab.pod))).toEqual([]);
  });
});
