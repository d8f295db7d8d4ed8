import { describe, expect, it } from '@jest/globals';
import { listenerAlarms, parseListeners } from '../../../../src/capture/check/listeners.ts';
import { policyOf } from '../policies.ts';

const listening = (...addresses: readonly string[]) =>
  addresses
    .map((address) => `LISTEN 0      128          ${address}        0.0.0.0:*    uid:1337 ino:1 sk:2`)
    .join('\n');

const alarms = (given: Parameters<typeof policyOf>[0], ...addresses: readonly string[]) =>
  listenerAlarms(policyOf(given), parseListeners(listening(...addresses))).map(({ kind }) => kind);

it('what ss prints is read', () => {
  const text = `LISTEN 0      4096      127.0.0.11:37885      0.0.0.0:*    ino:1 sk:1 <->
LISTEN 0      512          0.0.0.0:15006      0.0.0.0:*    uid:1337 ino:2 sk:2 <->
LISTEN 0      512                *:8080             *:*    uid:2000 ino:3 sk:3 v6only:0 <->
LISTEN 0      512            [::1]:9000          [::]:*    ino:4 sk:4 v6only:1 <->
LISTEN 0      512     [::]%eth0:22          [::]:*    ino:5 sk:5
`;
  expect(parseListeners(text)).toEqual([
    { address: '127.0.0.11', port: 37885, uid: 0 },
    { address: '*', port: 15006, uid: 1337 },
    { address: '*', port: 8080, uid: 2000 },
    { address: '::1', port: 9000, uid: 0 },
    { address: '*', port: 22, uid: 0 },
  ]);
});

it('a proxy that listens where connections are led is fine', () => {
  expect(alarms({}, '0.0.0.0:15006', '127.0.0.1:15001')).toEqual([]);
  expect(alarms({}, '172.18.0.3:15006', '0.0.0.0:15001')).toEqual([]);
});

it('nobody on a capture port means refused connections', () => {
  expect(alarms({}, '0.0.0.0:15006')).toEqual(['no-listener']);
  expect(alarms({})).toEqual(['no-listener', 'no-listener']);
});

it('an inbound listener on localhost is never reached', () => {
  expect(alarms({}, '127.0.0.1:15006', '127.0.0.1:15001')).toEqual(['loopback-only']);
  expect(alarms({}, '127.0.0.1:15006', '0.0.0.0:15006', '127.0.0.1:15001')).toEqual([]);
});

it('what is not captured needs no listener', () => {
  expect(alarms({ includeInboundPorts: [] }, '127.0.0.1:15001')).toEqual([]);
  expect(alarms({ includeOutboundIPRanges: [] }, '0.0.0.0:15006')).toEqual([]);
});

describe('a port that the app declares', () => {
  const proxy = ['0.0.0.0:15006', '127.0.0.1:15001'];
  const declared = (ports: readonly number[], ...addresses: readonly string[]) =>
    listenerAlarms(policyOf(), parseListeners(listening(...proxy, ...addresses)), ports);

  it('and opens on localhost only is not reached from outside', () => {
    const [alarm, ...more] = declared([8080, 9090, 9090], '127.0.0.1:8080', '[::1]:8080', '127.0.0.1:9090');
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({
      kind: 'app-loopback-only',
      message: expect.stringContaining('ports 8080, 9090 and listens on localhost only'),
      hint: expect.stringContaining('0.0.0.0:8080'),
    });
  });

  it('and opens elsewhere too, or not yet, is fine', () => {
    expect(declared([8080, 9090], '127.0.0.1:8080', '0.0.0.0:8080')).toEqual([]);
    expect(declared([8080], '172.18.0.3:8080')).toEqual([]);
  });
});
