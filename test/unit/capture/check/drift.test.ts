import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Backend } from '../../../../src/capture/backends/backend-name.ts';
import { parseListings, readsOf } from '../../../../src/capture/backends/listing.ts';
import { capturePlan } from '../../../../src/capture/backends/plan.ts';
import { type Drift, drift } from '../../../../src/capture/check/drift.ts';
import type { CaptureOptions } from '../../../../src/pod/model.ts';
import { policyOf } from '../policies.ts';

/** Untidy on purpose: the kernel's tools sort, mask and merge what they are given, each in its own way. */
const redirect: Partial<CaptureOptions> = {
  captureDns: true,
  dropInvalid: true,
  quic: 'reject',
  excludeInterfaces: ['eth2', 'eth1'],
  excludeOutboundPorts: ['82', '80-81', '3306'],
  includeInboundPorts: ['9000-9010', '8080'],
  excludeOutboundIPRanges: ['10.9.1.2/16', '10.9.0.0/24', '192.168.1.1', 'FD00:0:0::1/8'],
  includeOutboundIPRanges: ['10.128.0.0/9', '10.0.0.0/9', '127.0.0.0/8', '2001:DB8:0::/32', '::/0'],
  includeOutboundPorts: ['443'],
  bypassUids: [4001, 4000],
  includeOutboundOwnerGroups: ['203', '202'],
};

const tproxy: Partial<CaptureOptions> = {
  mode: 'TPROXY',
  excludeInterfaces: ['eth1'],
  dropInvalid: true,
  excludeOutboundOwnerGroups: ['889', '888'],
};

/** What the tools printed after these options were loaded. */
interface Loaded {
  readonly options: Partial<CaptureOptions>;
  readonly backend: Backend;
  readonly texts: readonly string[];
}

const read = (name: string) => readFileSync(join(import.meta.dirname, '../listings', name), 'utf8');
const both = (name: string) => [read(name), read(name.replace('iptables', 'ip6tables'))];

const inIptables: Loaded = {
  options: redirect,
  backend: 'iptables-nft',
  texts: both('redirect.iptables-nft-save'),
};
const inNftables: Loaded = { options: redirect, backend: 'nftables', texts: [read('redirect.nft')] };
const tproxyInLegacy: Loaded = {
  options: tproxy,
  backend: 'iptables-legacy',
  texts: both('tproxy.iptables-legacy-save'),
};
const tproxyInNftables: Loaded = { options: tproxy, backend: 'nftables', texts: [read('tproxy.nft')] };

function driftOf({ options, backend, texts }: Loaded): readonly Drift[] {
  const results = texts.map((stdout) => ({ exitCode: 0, stdout, stderr: '' }));
  return drift(capturePlan(policyOf(options), backend), parseListings(readsOf(backend), results));
}

/** @throws where there is nothing to change: the row would show nothing. */
function changed(loaded: Loaded, what: string, by: string): Loaded {
  const texts = loaded.texts.map((text) => text.replace(what, by));
  if (texts.join() === loaded.texts.join()) throw new Error(`there is no ${what}`);
  return { ...loaded, texts };
}

describe('rules as the kernel’s tools print them', () => {
  it.each([
    ['iptables', inIptables],
    ['nftables', inNftables],
    ['TPROXY in legacy iptables', tproxyInLegacy],
    ['TPROXY in nftables', tproxyInNftables],
  ])('are those that were applied: %s', (_, loaded) => {
    expect(driftOf(loaded)).toEqual([]);
  });
});

describe('a foreign change is noticed in iptables', () => {
  it.each([
    ['of an excluded range', '-d 10.9.0.0/16 -m', '-d 10.0.0.0/8 -m', 'excluded-outbound-range'],
    ['of an excluded IPv6 range', '-d fd00::/8 -m', '-d fc00::/7 -m', 'excluded-outbound-range'],
    ['of a range that is captured', '-d 10.128.0.0/9 -p', '-d 10.192.0.0/10 -p', 'included-outbound-range'],
    [
      'of a uid',
      '--uid-owner 4000 -m comment --comment "outrider:by',
      '--uid-owner 0 -m comment --comment "outrider:by',
      'bypass-uid',
    ],
    ['of a group', '! --gid-owner 202 -m', '! --gid-owner 2000 -m', 'quic-other-owner-group'],
    ['of a negation', '-m owner ! --gid-owner 203', '-m owner --gid-owner 203', 'quic-other-owner-group'],
    ['of an interface', '-o eth1 -m', '-o eth0 -m', 'excluded-interface-out'],
    ['of a port', '--dports 8080,9000:9010', '--dports 8080,9000:9011', 'included-inbound-port'],
    ['of a protocol', '-p udp -m multiport', '-p sctp -m multiport', 'excluded-outbound-port'],
    [
      'of the packets that open',
      '--tcp-flags FIN,SYN,RST,ACK SYN',
      '--tcp-flags SYN SYN',
      'capture-port-called',
    ],
    ['of a condition that was added', '-i lo -m', '-i lo -s 10.0.0.1/32 -m', 'loopback-in'],
  ])('%s', (_, what, by, rule) => {
    const found = driftOf(changed(inIptables, what, by));
    expect(found.map(({ kind }) => kind)).toContain('changed');
    expect(found[0]!.message).toContain(`another ${rule}: `);
  });

  it('of a jump that takes only some packets', () => {
    const jump = '-A OUTPUT -m comment --comment "outrider:jump"';
    const found = driftOf(changed(inIptables, jump, jump.replace('-m', '-p udp -m')));
    expect(found.map(({ kind }) => kind)).toContain('jump-missing');
  });

  it('of a mark', () => {
    const found = driftOf(changed(tproxyInLegacy, '--set-xmark 0x53a/', '--set-xmark 0x53b/'));
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'the chain mangle OUTPUT (iptables-legacy, ipv4) has another tproxy-self-call: ',
      ),
      expect.stringContaining('(iptables-legacy, ipv6)'),
    ]);
  });
});

describe('a foreign change is noticed in nftables', () => {
  const prefix = (addr: string, len: number) => `{"prefix": {"addr": "${addr}", "len": ${len}}}`;
  it.each([
    ['of an excluded range', prefix('10.9.0.0', 16), prefix('10.8.0.0', 15)],
    ['of an excluded IPv6 range', prefix('fd00::', 8), prefix('fc00::', 7)],
    ['of a range that is captured', prefix('10.0.0.0', 8), prefix('10.0.0.0', 7)],
    ['of a uid', '[4000, 4001]', '[0, 4001]'],
    ['of a group', '[202, 203]', '[202, 2000]'],
    [
      'of a negation',
      '"op": "!=", "left": {"meta": {"key": "skgid"',
      '"op": "==", "left": {"meta": {"key": "skgid"',
    ],
    ['of an interface', '["eth1", "eth2"]', '["eth0", "eth2"]'],
    ['of a port', '{"range": [9000, 9010]}', '{"range": [9000, 9011]}'],
    ['of the packets that open', '["fin", "syn", "rst", "ack"]', '["syn"]'],
    ['of the port to which it leads', '{"redirect": {"port": 15001}}', '{"redirect": {"port": 15002}}'],
  ])('%s', (_, what, by) => {
    expect(driftOf(changed(inNftables, what, by)).map(({ kind }) => kind)).toEqual(['changed']);
  });

  it('of the priority: a chain that is entered after Docker’s sees no name', () => {
    const at = (priority: number) =>
      `"name": "nat_output", "handle": 4, "type": "nat", "hook": "output", "prio": ${priority}`;
    expect(driftOf(changed(inNftables, at(-110), at(-90))).map(({ message }) => message)).toEqual([
      'the chain nat OUTPUT (nftables, both) is not entered at output, priority -110, any more: output at -90',
    ]);
  });

  it('of a mark', () => {
    const found = driftOf(changed(tproxyInNftables, '"value": 1338', '"value": 1339'));
    expect(found.map(({ message }) => message)).toEqual([
      'the chain mangle OUTPUT (nftables, both) has another tproxy-self-call: ' +
        'oifname lo ip daddr != 127.0.0.0/8 meta l4proto tcp meta skgid 1337 meta mark set 0x53b',
    ]);
  });
});
