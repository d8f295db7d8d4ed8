import { describe, expect, it } from '@jest/globals';
import { explain } from '../../../../src/capture/explain/explain.ts';
import type { Packet } from '../../../../src/capture/rules/packet.ts';
import { ruleSet } from '../../../../src/capture/rules/rules.ts';
import {
  configR,
  ipv6Rows,
  type Row,
  redirectMatrix,
  tproxyConfig,
  tproxyRows,
} from '../../../docker/capture/support/matrix.ts';
import { policyOf } from '../policies.ts';

const addresses: Readonly<Record<string, string>> = {
  POD: '172.18.0.3',
  EXT: '172.18.0.2',
  POD6: 'fd00:1::3',
  EXT6: 'fd00:1::2',
};

/** The connection of a row of the matrix, as a question. The same rows are run with real sockets. */
function packetOf({ from, host, port, protocol }: Row): Packet {
  const source = from === 'outside' ? addresses['EXT'] : from.source;
  return {
    protocol: protocol ?? 'tcp',
    from: from === 'outside' ? { where: 'outside' } : { where: 'inside', uid: from.uid, gid: from.gid },
    ...(source === undefined ? {} : { source }),
    destination: addresses[host] ?? host,
    port,
    podAddresses: [addresses['POD']!, addresses['POD6']!],
  };
}

const outcomes = { in: 'inbound', out: 'outbound', app: 'addressee', ext: 'addressee', refused: 'addressee' };

const matrices = [
  ...redirectMatrix,
  { name: 'TPROXY', config: tproxyConfig, rows: tproxyRows },
  { name: 'IPv6', config: configR, rows: ipv6Rows },
];

describe.each(matrices)('the model agrees with the kernel: $name', ({ config, rows }) => {
  it.each(rows)('row $row: $title', (row) => {
    // A call to the capture port itself reaches its listener because nothing leads it elsewhere.
    const unled = row.port === 15001 && row.host === '127.0.0.1';
    const expected = unled ? 'addressee' : outcomes[row.by as keyof typeof outcomes];
    expect(explain(policyOf(config), packetOf(row)).outcome).toBe(expected);
  });
});

describe('who decided', () => {
  const decided = (config: Parameters<typeof policyOf>[0], packet: Partial<Packet>) =>
    explain(policyOf(config), {
      protocol: 'tcp',
      from: { where: 'inside', uid: 2000, gid: 2000 },
      destination: addresses['EXT']!,
      port: 80,
      podAddresses: [addresses['POD']!],
      ...packet,
    });

  it.each([
    [{}, {}, 'all-outbound'],
    [{}, { from: { where: 'outside' as const } }, 'all-inbound'],
    [{}, { destination: '127.0.0.1' }, 'loopback'],
    [{}, { from: { where: 'inside' as const, uid: 1337, gid: 1 } }, 'proxy-upstream'],
    [{}, { from: { where: 'inside' as const, uid: 1337, gid: 1 }, destination: '172.18.0.3' }, 'self-call'],
    [
      {},
      { from: { where: 'inside' as const, uid: 1337, gid: 1 }, destination: '127.0.0.1', port: 15001 },
      'loop-alarm',
    ],
    [{ bypassUids: [2000] }, {}, 'bypass-uid'],
    [{ excludeOutboundPorts: ['80'] }, {}, 'excluded-outbound-port'],
    [{ excludeInterfaces: ['eth0'] }, {}, 'excluded-interface-out'],
    [{ excludeInterfaces: ['eth1'] }, {}, 'all-outbound'],
    [{ excludeInterfaces: ['eth0'] }, { from: { where: 'outside' as const } }, 'excluded-interface-in'],
    [{ includeOutboundIPRanges: ['127.0.0.0/8'] }, { destination: '127.0.0.1' }, 'included-loopback'],
    [
      { includeOutboundIPRanges: ['127.0.0.0/8'] },
      { destination: '127.0.0.11', port: 53 },
      'docker-resolver',
    ],
    [{ captureDns: true }, { destination: '127.0.0.11', port: 53, protocol: 'udp' as const }, 'dns-udp'],
    [{ quic: 'reject' as const }, { port: 443, protocol: 'udp' as const }, 'quic-reject'],
  ])('%j, %j: %s', (config, packet, rule) => {
    expect(decided(config, packet).decidedBy).toBe(rule);
  });

  it('nobody, where the family is not captured or nothing is', () => {
    expect(decided({ ipFamilies: ['ipv6'] }, {})).toEqual({
      outcome: 'addressee',
      why: 'ipv4 is not captured',
      path: [],
    });
    expect(decided({ mode: 'NONE' }, {}).why).toBe('capture is off (mode NONE)');
    expect(decided({ includeOutboundIPRanges: [] }, {})).not.toHaveProperty('decidedBy');
  });

  it('the path names every rule that was asked, in order, with its answer', () => {
    const { path } = decided({}, { from: { where: 'inside', uid: 1337, gid: 1 } });
    expect(path.map(({ chain, rule, matched }) => `${chain} ${rule}${matched ? ' !' : ''}`)).toEqual([
      'nat OUTPUT loop-alarm',
      'nat OUTPUT passthrough-source',
      'nat OUTPUT loop-alarm',
      'nat OUTPUT passthrough-source',
      'nat OUTPUT proxy-uid !',
      'nat PROXY loop-alarm',
      'nat PROXY self-call',
      'nat PROXY self-call',
      'nat PROXY proxy-upstream !',
    ]);
  });

  it('QUIC is left alone where TCP would be', () => {
    const config = { quic: 'reject', excludeOutboundIPRanges: ['172.18.0.0/16'] } as const;
    expect(decided(config, { port: 443, protocol: 'udp' })).toMatchObject({
      outcome: 'addressee',
      decidedBy: 'quic-excluded-outbound-range',
    });
    expect(decided(config, { port: 443, protocol: 'udp', destination: '203.0.113.1' }).outcome).toBe(
      'rejected',
    );
  });
});

it('names are stable, short and each has a purpose', () => {
  const sets = [{}, { mode: 'TPROXY' as const, dropInvalid: true }, { ...configR, quic: 'reject' as const }];
  for (const rule of sets.flatMap((config) =>
    ruleSet(policyOf(config)).chains.flatMap(({ rules }) => rules),
  )) {
    expect(rule.name).toMatch(/^[a-z0-9-]{3,40}$/);
    expect(rule.purpose.length).toBeGreaterThan(10);
  }
});
