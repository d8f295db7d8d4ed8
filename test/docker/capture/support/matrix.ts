import type { CaptureOptions } from '../../../../src/pod/model.ts';

/** One connection of the behavioural matrix: made with real sockets in one test, asked of the model in another. */
export interface Row {
  readonly row: number;
  readonly title: string;
  readonly from: 'outside' | Client;
  /** `EXT` is the other machine, `POD` the pod's own address. */
  readonly host: string;
  readonly port: number;
  readonly protocol?: 'udp';
  /**
   * Who answers: the proxy's inbound (`in`) or outbound (`out`) listener, the app, the other machine (`ext`); or the
   * error of a connection that nobody takes.
   */
  readonly by: 'in' | 'out' | 'app' | 'ext' | 'refused' | 'timeout';
  readonly original?: string;
  readonly local?: string;
  /** The address that the listener sees, without its port. */
  readonly peer?: string;
}

export interface Client {
  readonly uid: number;
  readonly gid: number;
  readonly groups?: readonly number[];
  readonly source?: string;
}

export type Config = Partial<CaptureOptions>;

/** Everything, less some ports and one range. */
export const configR: Config = {
  excludeInboundPorts: ['22', '15021', '15090'],
  excludeOutboundPorts: ['3306'],
  excludeOutboundIPRanges: ['198.18.9.0/24'],
};

/** Nothing, plus some ports and one range. */
export const configL: Config = {
  includeInboundPorts: ['8080'],
  includeOutboundIPRanges: ['198.18.0.0/24'],
  includeOutboundPorts: ['443'],
  excludeOutboundIPRanges: ['198.18.9.0/24'],
};

export const app: Client = { uid: 2000, gid: 2000 };
export const root: Client = { uid: 0, gid: 0 };
export const proxy: Client = { uid: 1337, gid: 1337 };

const out = (host: string, port: number) =>
  ({ host, port, by: 'out', original: `${host}:${port}`, local: '127.0.0.1:15001', peer: 'POD' }) as const;
const direct = (host: string, port: number) => ({ host, port, by: 'ext' }) as const;

export const outboundRows: readonly Row[] = [
  { row: 1, title: 'the app’s connection out goes to the proxy', from: app, ...out('EXT', 80) },
  { row: 2, title: 'so does root’s', from: root, ...out('EXT', 80) },
  { row: 3, title: 'an excluded port goes out as it is', from: app, ...direct('EXT', 3306) },
  { row: 4, title: 'so does an excluded range', from: app, ...direct('198.18.9.9', 80) },
  {
    row: 6,
    title: 'an address where nobody is, is answered by the proxy',
    from: app,
    ...out('192.0.2.2', 1404),
  },
  { row: 7, title: 'the proxy’s own connection goes out as it is', from: proxy, ...direct('EXT', 80) },
  { row: 8, title: 'the proxy’s uid alone exempts', from: { uid: 1337, gid: 2000 }, ...direct('EXT', 80) },
  { row: 8, title: 'the proxy’s gid alone exempts', from: { uid: 2000, gid: 1337 }, ...direct('EXT', 80) },
  {
    row: 10,
    title: 'a supplementary group does not exempt',
    from: { uid: 2000, gid: 2000, groups: [1337] },
    ...out('EXT', 80),
  },
  { row: 15, title: 'UDP is never captured', from: app, ...direct('EXT', 7000), protocol: 'udp' },
  { row: 15, title: 'nor is QUIC, unless it is refused', from: app, ...direct('EXT', 443), protocol: 'udp' },
];

const stays = (host: string, port: number) => ({ host, port, by: 'app' }) as const;

export const localRows: readonly Row[] = [
  { row: 20, title: 'the app reaches itself on localhost', from: app, ...stays('127.0.0.1', 8080) },
  { row: 21, title: 'and on any other loopback address', from: app, ...stays('127.0.0.42', 9092) },
  { row: 22, title: 'and on the pod’s address, without the proxy', from: app, ...stays('POD', 8080) },
  { row: 23, title: 'the proxy reaches the app on localhost', from: proxy, ...stays('127.0.0.1', 8080) },
  {
    row: 24,
    title: 'the proxy’s call to the pod’s address comes in through the inbound port',
    from: proxy,
    host: 'POD',
    port: 8080,
    by: 'in',
    original: 'POD:8080',
  },
  {
    row: 25,
    title: 'the proxy hands a connection on from 127.0.0.6, and it does not come back',
    from: { ...proxy, source: '127.0.0.6' },
    ...stays('POD', 8080),
    peer: '127.0.0.6',
  },
  {
    row: 25,
    title: 'also to an app that is bound to the pod’s address only',
    from: { ...proxy, source: '127.0.0.6' },
    ...stays('POD', 8082),
    peer: '127.0.0.6',
  },
  {
    row: 26,
    title: 'the same source is nothing special for the app',
    from: { ...app, source: '127.0.0.6' },
    ...stays('POD', 8080),
  },
  {
    row: 28,
    title: 'loopback is 127.0.0.0/8: Istio’s probe of 127.0.0.6 is not captured',
    from: { ...proxy, source: '127.0.0.1' },
    host: '127.0.0.6',
    port: 15002,
    by: 'refused',
  },
  { row: 29, title: 'nor is the app’s', from: app, host: '127.0.0.6', port: 15002, by: 'refused' },
  {
    row: 30,
    title: 'a call to the capture port itself shows its own address as the original one',
    from: app,
    host: '127.0.0.1',
    port: 15001,
    by: 'out',
    original: '127.0.0.1:15001',
  },
];

const inside = { from: 'outside', by: 'in', local: 'POD:15006', peer: 'EXT', host: 'POD' } as const;

export const inboundRows: readonly Row[] = [
  {
    row: 35,
    title: 'a connection from outside goes to the proxy',
    ...inside,
    port: 8080,
    original: 'POD:8080',
  },
  { row: 36, title: 'also to a port where nobody listens', ...inside, port: 9999, original: 'POD:9999' },
  {
    row: 38,
    title: 'an excluded port goes to its listener',
    from: 'outside',
    host: 'POD',
    port: 22,
    by: 'app',
  },
  { row: 38, title: 'and so does another', from: 'outside', host: 'POD', port: 15021, by: 'app' },
  {
    row: 39,
    title: 'the tunnel port goes to its listener',
    from: 'outside',
    host: 'POD',
    port: 15008,
    by: 'app',
  },
  {
    row: 43,
    title: 'a probe from outside meets the proxy, too',
    ...inside,
    port: 8080,
    original: 'POD:8080',
  },
];

export const listedRows: readonly Row[] = [
  { row: 11, title: 'a listed range is captured', from: app, ...out('198.18.0.1', 80) },
  { row: 12, title: 'what is not listed goes out as it is', from: app, ...direct('203.0.113.7', 80) },
  { row: 13, title: 'a listed port is captured whatever the address', from: app, ...out('203.0.113.7', 443) },
  {
    row: 32,
    title: 'the proxy’s call to the pod comes in through the inbound port, listed or not',
    from: proxy,
    host: 'POD',
    port: 8081,
    by: 'in',
    original: 'POD:8081',
  },
  { row: 42, title: 'a listed port is captured inbound', ...inside, port: 8080, original: 'POD:8080' },
  { row: 42, title: 'another one is not', from: 'outside', host: 'POD', port: 8081, by: 'app' },
];

const group = (gid: number): Client => ({ uid: 2000, gid });

export const excludedGroupRows: readonly Row[] = [
  { row: 17, title: 'an excluded owner group goes out as it is', from: group(888), ...direct('EXT', 80) },
  { row: 17, title: 'others are captured', from: group(2000), ...out('EXT', 80) },
];

export const includedGroupRows: readonly Row[] = [
  { row: 18, title: 'a listed owner group is captured', from: group(202), ...out('EXT', 80) },
  { row: 18, title: 'and so is the other one', from: group(203), ...out('EXT', 80) },
  { row: 18, title: 'the rest goes out as it is', from: group(2000), ...direct('EXT', 80) },
];

/** All configurations of REDIRECT over IPv4, each with the connections that show it. */
export const redirectMatrix: readonly {
  readonly name: string;
  readonly config: Config;
  readonly rows: readonly Row[];
}[] = [
  { name: 'all but some', config: configR, rows: [...outboundRows, ...localRows, ...inboundRows] },
  { name: 'none but some', config: configL, rows: listedRows },
  {
    name: 'without an owner group',
    config: { ...configR, excludeOutboundOwnerGroups: ['888'] },
    rows: excludedGroupRows,
  },
  {
    name: 'with two owner groups',
    config: { ...configR, includeOutboundOwnerGroups: ['202', '203'] },
    rows: includedGroupRows,
  },
];

/** TPROXY: the proxy runs as root and is exempt by its group. */
export const tproxyConfig: Config = { ...configR, mode: 'TPROXY' };

const transparentProxy: Client = { uid: 0, gid: 1337 };

export const tproxyRows: readonly Row[] = [
  {
    row: 46,
    title: 'a connection from outside arrives with both addresses as they are',
    from: 'outside',
    host: 'POD',
    port: 8080,
    by: 'in',
    local: 'POD:8080',
    peer: 'EXT',
  },
  {
    row: 46,
    title: 'also to a port where nobody listens',
    from: 'outside',
    host: 'POD',
    port: 9999,
    by: 'in',
    local: 'POD:9999',
    peer: 'EXT',
  },
  {
    row: 47,
    title: 'an excluded port goes to its listener',
    from: 'outside',
    host: 'POD',
    port: 22,
    by: 'app',
  },
  { row: 47, title: 'and so does the tunnel port', from: 'outside', host: 'POD', port: 15008, by: 'app' },
  { row: 48, title: 'the app reaches itself on the pod’s address', from: app, ...stays('POD', 8080) },
  { row: 48, title: 'and on localhost', from: app, ...stays('127.0.0.1', 8080) },
  {
    row: 49,
    title: 'the proxy’s call to the pod’s address comes in through the inbound port',
    from: transparentProxy,
    host: 'POD',
    port: 8080,
    by: 'in',
    local: 'POD:8080',
  },
  {
    row: 50,
    title: 'the proxy hands a connection on from 127.0.0.6, and it does not come back',
    from: { ...transparentProxy, source: '127.0.0.6' },
    ...stays('POD', 8080),
    peer: '127.0.0.6',
  },
  { row: 52, title: 'outbound is captured by redirection', from: app, ...out('EXT', 80) },
  {
    row: 52,
    title: 'and the proxy’s own connections go out as they are',
    from: transparentProxy,
    ...direct('EXT', 80),
  },
];

export const ipv6Rows: readonly Row[] = [
  {
    row: 54,
    title: 'the app’s connection out goes to the proxy',
    from: app,
    host: 'EXT6',
    port: 80,
    by: 'out',
    original: '[EXT6]:80',
    local: '[::1]:15001',
    peer: '[POD6]',
  },
  { row: 54, title: 'the proxy’s own goes out as it is', from: proxy, ...direct('EXT6', 80) },
  {
    row: 55,
    title: 'a connection from outside goes to the proxy',
    from: 'outside',
    host: 'POD6',
    port: 8080,
    by: 'in',
    original: '[POD6]:8080',
    local: '[POD6]:15006',
    peer: '[EXT6]',
  },
  { row: 56, title: 'the app reaches itself on localhost', from: app, ...stays('::1', 8080) },
  { row: 56, title: 'and on the pod’s address', from: app, ...stays('POD6', 8080) },
  {
    row: 24,
    title: 'the proxy’s call to the pod’s address comes in through the inbound port',
    from: proxy,
    host: 'POD6',
    port: 8080,
    by: 'in',
    original: '[POD6]:8080',
  },
  {
    row: 25,
    title: 'the proxy hands a connection on from ::6, and it does not come back',
    from: { ...proxy, source: '::6' },
    ...stays('POD6', 8080),
    peer: '[::6]',
  },
];
