import { chainPrefix } from './backend-name.ts';
import { iptablesLines } from './iptables-rule.ts';
import { iptablesVerdict, type Listing, loadedChain } from './loaded.ts';
import { chainName, nftablesLines } from './nftables-rule.ts';
import type { CapturePlan } from './plan.ts';
import type { Chain } from './rule.ts';

/** One way in which the kernel's rules are not those that were applied. */
export interface Drift {
  readonly kind: 'missing' | 'changed' | 'jump-missing' | 'jump-not-first';
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
  if (!loaded) return [{ kind: 'missing', message: `the chain ${where} is gone` }];
  const expected = signatures(chain, listing, plan);
  const actual = loaded.rules.map((rule) => `${rule.name ?? '?'} ${rule.verdict}`);
  if (expected.join('\n') === actual.join('\n')) return [];
  const lost = expected.find((rule) => !actual.includes(rule));
  const foreign = actual.find((rule) => !expected.includes(rule));
  const detail = lost ? `lacks ${lost}` : foreign ? `has ${foreign}, which is not ours` : 'has another order';
  return [{ kind: actual.length === 0 ? 'missing' : 'changed', message: `the chain ${where} ${detail}` }];
}

/** Name and verdict of each rule that the kernel should hold, in order. */
function signatures(chain: Chain, listing: Listing, { rules }: CapturePlan): readonly string[] {
  if (listing.backend !== 'nftables')
    return chain.rules.flatMap((rule) =>
      iptablesLines(rule, chain, listing.family === 'ipv6' ? 'ipv6' : 'ipv4').map(
        (line) => `${rule.name} ${iptablesVerdict(line)}`,
      ),
    );
  const guard = chain.entry && rules.families.length === 1 ? ['other-family return'] : [];
  return [
    ...guard,
    ...chain.rules.flatMap((rule) =>
      nftablesLines(rule, chain).map(() => `${rule.name} ${nftVerdict(rule.verdict, chain)}`),
    ),
  ];
}

function nftVerdict(verdict: Chain['rules'][number]['verdict'], chain: Chain): string {
  switch (verdict.type) {
    case 'goto':
      return `goto ${chainName({ table: chain.table, name: verdict.chain })}`;
    case 'redirect':
    case 'tproxy':
      return `${verdict.type} ${verdict.port}`;
    case 'return':
    case 'reject':
    case 'drop':
      return verdict.type;
    case 'mark':
    case 'divert':
    case 'save-mark':
    case 'restore-mark':
      return 'mangle';
  }
}

/** Jumps of ours come before everything else in a built-in chain, in the order of the rule set. */
function jumpDrift(chain: Chain, listing: Listing, { rules }: CapturePlan): readonly Drift[] {
  if (!chain.entry) return [];
  const base = listing.chains.find(({ table, hook }) => table === chain.table && hook === chain.hook);
  const position = base?.rules.findIndex(({ verdict }) => verdict === `${chainPrefix}${chain.name}`) ?? -1;
  const where = `${chain.table} ${chain.hook.toUpperCase()} (${listing.backend}, ${listing.family})`;
  if (position < 0)
    return [{ kind: 'jump-missing', message: `nothing leads from ${where} to our rules any more` }];
  const expected = rules.chains
    .filter(({ entry, table, hook }) => entry && table === chain.table && hook === chain.hook)
    .indexOf(chain);
  if (position === expected) return [];
  return [{ kind: 'jump-not-first', message: `rules of others come before ours in ${where}` }];
}
