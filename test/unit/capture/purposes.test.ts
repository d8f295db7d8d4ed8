import { expect, it } from '@jest/globals';
import { ruleSet } from '../../../src/capture/rules/rules.ts';
import { policyOf } from './policies.ts';

const mixed = {
  excludeOutboundIPRanges: ['10.9.0.0/16', 'fd09::/16'],
  includeOutboundIPRanges: ['10.0.0.0/8', 'fd00::/8'],
  quic: 'reject',
} as const;

it('rules of one name say the same, so that one line can stand for both address families', () => {
  for (const chain of ruleSet(policyOf(mixed)).chains)
    for (const { name, purpose } of chain.rules)
      expect(chain.rules.filter((rule) => rule.name === name).map((rule) => rule.purpose)).toEqual(
        chain.rules.filter((rule) => rule.name === name).map(() => purpose),
      );
});

it('a list with ranges of both families is shown whole', () => {
  const purposes = ruleSet(policyOf(mixed)).chains.flatMap(({ rules }) =>
    rules.map(({ purpose }) => purpose),
  );
  expect(purposes).toContain('excluded: 10.9.0.0/16, fd09::/16');
  expect(purposes).toContain('listed for capture: 10.0.0.0/8, fd00::/8');
});
