import { expect, it } from '@jest/globals';
import { interpretValidation, validation } from '../../../../src/capture/check/validate.ts';
import { policyOf } from '../policies.ts';

const policy = policyOf();
const target = { address: '192.0.2.2', port: 1404 };
const said = (stdout: string, stderr = '') =>
  interpretValidation(policy, target, { exitCode: 0, stdout, stderr });

it('a connection to nowhere, with the token, is made from inside', () => {
  const { step, ...where } = validation(policy, 'token', ['ipv4', 'ipv6'], 3)!;
  expect(where).toEqual(target);
  expect(step.argv.slice(3)).toEqual(['192.0.2.2', '1404', '15001', 'token', '3']);
});

it('where only some addresses or ports are captured, one of these is called', () => {
  expect(validation(policyOf({ includeOutboundIPRanges: ['198.18.0.0/24'] }), 't')).toMatchObject({
    address: '198.18.0.0',
    port: 1404,
  });
  const byPort = policyOf({ includeOutboundIPRanges: [], includeOutboundPorts: ['443'] });
  expect(validation(byPort, 't')).toMatchObject({ address: '192.0.2.2', port: 443 });
  expect(validation(policyOf({ ipFamilies: ['ipv6'] }), 't')).toMatchObject({ address: '100::2' });
});

it('nothing can be shown where only inbound is captured, or root is left alone', () => {
  expect(validation(policyOf({ includeOutboundIPRanges: [] }), 't')).toBeUndefined();
  expect(validation(policyOf({ bypassUids: [0] }), 't')).toBeUndefined();
  expect(validation(policyOf({ includeOutboundOwnerGroups: ['202'] }), 't')).toBeUndefined();
  expect(validation(policyOf({ mode: 'NONE' }), 't')).toBeUndefined();
});

it('the token that came back proves capture', () => {
  expect(said('captured 192.0.2.2 1404\n').verdict).toBe('captured');
});

it('a token that came back for another destination proves nothing', () => {
  expect(said('captured 127.0.0.1 15001\n').verdict).toBe('unknown');
});

it('where the proxy is up, the kernel’s entry is the proof', () => {
  const entry = (reply: string) =>
    `connected tcp 6 431999 ESTABLISHED src=172.18.0.2 dst=192.0.2.2 sport=50000 dport=1404 ${reply} [ASSURED] mark=0 use=1 \n`;
  expect(said(entry('src=127.0.0.1 dst=172.18.0.2 sport=15001 dport=50000')).verdict).toBe('captured');
  expect(said(entry('src=192.0.2.2 dst=172.18.0.2 sport=1404 dport=50000')).verdict).toBe('leaking');
  expect(said('connected\n').verdict).toBe('unknown');
});

it('a proxy that does not accept is told apart from a connection that went out', () => {
  const entry = (reply: string) =>
    `timeout tcp 6 118 SYN_SENT src=172.18.0.2 dst=192.0.2.2 sport=50000 dport=1404 [UNREPLIED] ${reply} mark=0 use=1 \n`;
  const hung = said(entry('src=127.0.0.1 dst=172.18.0.2 sport=15001 dport=50000'));
  expect(hung).toEqual({
    verdict: 'unanswered',
    message: expect.stringMatching(
      /was led to port 15001, and the proxy does not accept it: the proxy hangs/,
    ),
  });
  expect(said(entry('src=192.0.2.2 dst=172.18.0.2 sport=1404 dport=50000')).verdict).toBe('leaking');
});

it('each address family is called by itself', () => {
  expect(validation(policy, 't', ['ipv6'])).toMatchObject({ address: '100::2', port: 1404 });
  const listed = policyOf({ includeOutboundIPRanges: ['10.0.0.0/8', 'fd00::/8'] });
  expect(validation(listed, 't', ['ipv6'])).toMatchObject({ address: 'fd00::' });
  expect(validation(policyOf({ includeOutboundIPRanges: ['10.0.0.0/8'] }), 't', ['ipv6'])).toBeUndefined();
});

it.each([
  ['timeout\n', 'leaking'],
  ['failed Connection refused\n', 'leaking'],
  ['no-network\n', 'unreachable'],
  ['wrong-token - 0\n', 'unknown'],
  ['', 'unknown'],
])('%j means %s', (stdout, verdict) => {
  expect(said(stdout).verdict).toBe(verdict);
});

it('a validator that could not run says what the shell said', () => {
  expect(said('', 'perl: not found').message).toBe('the validator did not run: perl: not found');
});
