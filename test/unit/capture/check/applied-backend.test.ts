import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parseListings, readsOf } from '../../../../src/capture/backends/listing.ts';
import type { Listing } from '../../../../src/capture/backends/loaded.ts';
import { appliedBackend, backendsWithRules } from '../../../../src/capture/check/applied-backend.ts';
import { policyOf } from '../policies.ts';

const policy = policyOf();

function listed(
  backend: 'iptables-nft' | 'iptables-legacy' | 'nftables',
  ...texts: string[]
): readonly Listing[] {
  const reads = readsOf(backend);
  return parseListings(
    reads,
    texts.map((stdout) => ({ exitCode: 0, stdout, stderr: '' })),
  );
}

const native = listed('nftables', readFileSync(join(import.meta.dirname, '../listings/default.nft'), 'utf8'));

/** One chain that an earlier choice, or somebody else, has left. */
const leftover = (pin = '') =>
  listed(
    'iptables-nft',
    `*nat\n:OUTPUT ACCEPT [0:0]\n:OUTRIDER_OUTPUT - [0:0]\n${pin}-A OUTRIDER_OUTPUT -j RETURN\nCOMMIT\n`,
  );

it('a leftover of another backend is not taken for what was applied, whichever is listed first', () => {
  expect(backendsWithRules([...leftover(), ...native])).toEqual(['iptables-nft', 'nftables']);
  expect(appliedBackend(policy, [...leftover(), ...native])).toBe('nftables');
  expect(appliedBackend(policy, [...native, ...leftover()])).toBe('nftables');
});

it('of two that have a pin the one whose rules are wanted is it', () => {
  const pinned = leftover(':OUTRIDER_PIN - [0:0]\n');
  expect(appliedBackend(policy, [...pinned, ...native])).toBe('nftables');
});

it('the pin tells what was applied, where only a leftover still holds rules', () => {
  const pinOnly = native.map(({ chains, ...rest }) => ({
    ...rest,
    chains: chains.filter(({ table }) => table === 'outrider_pin'),
  }));
  expect(appliedBackend(policy, [...leftover(), ...pinOnly])).toBe('nftables');
});

it('rules that nobody pinned are better than none, and a pin alone is no capture', () => {
  expect(appliedBackend(policy, leftover())).toBe('iptables-nft');
  expect(
    appliedBackend(policy, listed('iptables-nft', '*nat\n:OUTRIDER_PIN - [0:0]\nCOMMIT\n')),
  ).toBeUndefined();
});
