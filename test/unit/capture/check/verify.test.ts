import { expect, it } from '@jest/globals';
import type { ValidationResult } from '../../../../src/capture/check/validate.ts';
import { verification } from '../../../../src/capture/check/verify.ts';
import { policyOf } from '../policies.ts';

const policy = policyOf();
const said = (verdict: ValidationResult['verdict']): ValidationResult => ({
  verdict,
  message: `it is ${verdict}`,
});
const both = (ipv4: ValidationResult['verdict'], ipv6: ValidationResult['verdict']) => [
  { family: 'ipv4' as const, result: said(ipv4) },
  { family: 'ipv6' as const, result: said(ipv6) },
];

it('both directions and both families are shown', () => {
  const { verdict, checks } = verification(policy, [], both('captured', 'captured'));
  expect(verdict).toBe('captured');
  expect(checks.map(({ direction, family }) => [direction, family])).toEqual([
    ['outbound', 'ipv4'],
    ['outbound', 'ipv6'],
    ['inbound', undefined],
  ]);
});

it('a family that the pod does not have is left out, unless it is the only one', () => {
  const { verdict, checks } = verification(policy, [], both('captured', 'unreachable'));
  expect([verdict, checks.map(({ family }) => family)]).toEqual(['captured', ['ipv4', undefined]]);
  expect(verification(policy, [], both('unreachable', 'unreachable')).verdict).toBe('unreachable');
});

it('one family that leaks is a leak', () => {
  expect(verification(policy, [], both('captured', 'leaking'))).toMatchObject({
    verdict: 'leaking',
    message: 'it is leaking',
  });
});

it('inbound rules that are gone are a leak, though outbound connections are captured', () => {
  const gone = { kind: 'missing', hook: 'prerouting', message: 'the chain nat INBOUND is empty' } as const;
  const result = verification(policy, [gone], both('captured', 'captured'));
  expect(result).toMatchObject({ verdict: 'leaking', message: 'the chain nat INBOUND is empty' });
  expect(result.checks.filter(({ verdict }) => verdict === 'leaking')).toEqual([
    expect.objectContaining({ direction: 'inbound' }),
  ]);
});

it('an outbound rule that was changed is told where the trial could not see it', () => {
  const changed = { kind: 'changed', hook: 'output', message: 'has another all-outbound' } as const;
  expect(verification(policy, [changed], both('captured', 'captured'))).toMatchObject({
    verdict: 'leaking',
    message: 'has another all-outbound',
  });
});

it('a proxy that hangs is no capture', () => {
  expect(verification(policy, [], both('unanswered', 'unreachable')).verdict).toBe('unanswered');
});

it('only what the options capture is looked at', () => {
  const inbound = policyOf({ includeOutboundIPRanges: [] });
  expect(verification(inbound, [], [{ family: 'ipv4' }]).checks).toHaveLength(1);
  const outbound = policyOf({ includeInboundPorts: [] });
  expect(verification(outbound, [], both('captured', 'captured')).checks).toHaveLength(2);
});
