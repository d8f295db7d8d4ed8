import { jumpArguments } from '../backends/iptables.ts';
import { iptablesLines } from '../backends/iptables-rule.ts';
import { iptablesSignature } from '../backends/iptables-signature.ts';
import { type Listing, type LoadedChain, type LoadedRule, loadedChain } from '../backends/loaded.ts';
import { nftHook } from '../backends/nftables.ts';
import { nftablesSignature } from '../backends/nftables-condition.ts';
import { familyGuard, nftablesSignatures } from '../backends/nftables-rule.ts';
import type { CapturePlan } from '../backends/plan.ts';
import type { Chain, Hook } from '../rules/rule.ts';

/** One way in which the kernel's rules are not those that were applied. */
export interface Drift {
  readonly kind: 'missing' | 'changed' | 'jump-missing' | 'jump-not-first';
  /** Whose packets are concerned: those that arrive, or those that are sent from here. Absent when it is all of them. */
  readonly hook?: Hook;
  readonly message: string;
}

/**
 * Whether what is loaded is what the plan applies; empty when it is. Applying the plan again mends whatever it is.
 *
 * @param listings of the plan's backend at least; a family that could not be loaded at first must be left out.
 */
export function drift(plan: CapturePlan, listings: readonly Listing[]): readonly Drift[] {
  const own = listings.filter(({ backend, family }) => backend === plan.backend && isExpected(plan, family));
  if (own.length === 0 && plan.rules.chains.length > 0)
    return [{ kind: 'missing', message: 'the rules could not be read' }];
  return own.flatMap((listing) =>
    plan.rules.chains.flatMap((chain) => [
      ...chainDrift(chain, listing, plan),
      ...(listing.backend === 'nftables' ? [] : jumpDrift(chain, listing, plan)),
    ]),
  );
}

function isExpected({ rules }: CapturePlan, family: Listing['family']): boolean {
  return family === 'both' || rules.families.includes(family);
}

function chainDrift(chain: Chain, listing: Listing, plan: CapturePlan): readonly Drift[] {
  const loaded = loadedChain(chain, listing);
  const where = `${chain.table} ${chain.name} (${listing.backend}, ${listing.family})`;
  const { hook } = chain;
  if (!loaded) return [{ kind: 'missing', hook, message: `the chain ${where} is gone` }];
  const moved = listing.backend === 'nftables' ? placeDrift(chain, loaded, where) : [];
  if (moved.length > 0) return moved;
  const expected = expectedRules(chain, listing, plan);
  if (sameRules(expected, loaded.rules)) return [];
  return [
    {
      kind: loaded.rules.length === 0 ? 'missing' : 'changed',
      hook,
      message: `the chain ${where} ${difference(expected, loaded.rules)}`,
    },
  ];
}

/** A chain of ours that is entered later than it was told to, after Docker's for one, decides nothing any more. */
function placeDrift(chain: Chain, loaded: LoadedChain, where: string): readonly Drift[] {
  if (!chain.entry) return [];
  const { type, priority } = nftHook(chain);
  if (loaded.hook === chain.hook && loaded.type === type && loaded.priority === priority) return [];
  const place = loaded.hook === undefined ? 'nothing leads to it' : `${loaded.hook} at ${loaded.priority}`;
  const message = `the chain ${where} is not entered at ${chain.hook}, priority ${priority}, any more: ${place}`;
  return [{ kind: 'changed', hook: chain.hook, message }];
}

interface Expected {
  readonly name: string;
  readonly signature: string;
}

/** Each rule that the kernel should hold, in order. */
function expectedRules(chain: Chain, listing: Listing, { rules }: CapturePlan): readonly Expected[] {
  if (listing.backend !== 'nftables') {
    const family = listing.family === 'ipv6' ? 'ipv6' : 'ipv4';
    return chain.rules.flatMap((rule) =>
      iptablesLines(rule, chain, family).map((line) => named(rule.name, iptablesSignature(line))),
    );
  }
  const guard = chain.entry ? familyGuard(rules.families) : undefined;
  return [
    ...(guard ? [named('other-family', nftablesSignature([guard], 'return'))] : []),
    ...chain.rules.flatMap((rule) =>
      nftablesSignatures(rule, chain).map((signature) => named(rule.name, signature)),
    ),
  ];
}

function named(name: string, signature: string): Expected {
  return { name, signature };
}

function same(expected: Expected, loaded: LoadedRule): boolean {
  return expected.name === loaded.name && expected.signature === loaded.signature;
}

function sameRules(expected: readonly Expected[], loaded: readonly LoadedRule[]): boolean {
  return expected.length === loaded.length && expected.every((rule, index) => same(rule, loaded[index]!));
}

/** The first difference, in words. */
function difference(expected: readonly Expected[], loaded: readonly LoadedRule[]): string {
  if (loaded.length === 0) return 'is empty';
  const lost = expected.find((rule) => !loaded.some((one) => same(rule, one)));
  const foreign = loaded.find((rule) => !expected.some((one) => same(one, rule)));
  if (lost && foreign?.name === lost.name) return `has another ${lost.name}: ${foreign.text}`;
  if (lost) return `lacks ${lost.name}`;
  return foreign ? `has a rule that is not ours: ${foreign.text}` : 'has another order';
}

/** Jumps of ours come before everything else in a built-in chain, in the order of the rule set. */
function jumpDrift(chain: Chain, listing: Listing, { rules }: CapturePlan): readonly Drift[] {
  if (!chain.entry) return [];
  const jump = iptablesSignature(jumpArguments(chain));
  const base = listing.chains.find(({ table, hook }) => table === chain.table && hook === chain.hook);
  const position = base?.rules.findIndex(({ signature }) => signature === jump) ?? -1;
  const where = `${chain.table} ${chain.hook.toUpperCase()} (${listing.backend}, ${listing.family})`;
  if (position < 0)
    return [
      {
        kind: 'jump-missing',
        hook: chain.hook,
        message: `nothing leads all packets of ${where} to our rules any more`,
      },
    ];
  const expected = rules.chains
    .filter(({ entry, table, hook }) => entry && table === chain.table && hook === chain.hook)
    .indexOf(chain);
  if (position === expected) return [];
  return [
    { kind: 'jump-not-first', hook: chain.hook, message: `rules of others come before ours in ${where}` },
  ];
}
