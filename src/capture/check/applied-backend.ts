import { type Backend, chainPrefix, pinTable } from '../backends/backend-name.ts';
import { captureChains, type Listing } from '../backends/loaded.ts';
import { capturePlan } from '../backends/plan.ts';
import type { Policy } from '../policy/policy.ts';
import { drift } from './drift.ts';

/** The backends that hold capture rules of ours, whoever loaded them. */
export function backendsWithRules(listings: readonly Listing[]): readonly Backend[] {
  return backendsOf(listings.filter((listing) => captureChains(listing).length > 0));
}

/**
 * The backend with which capture was applied, where nobody remembers it. The pin tells, since each application loads it
 * and a leftover has none. Among several the one whose rules are nearest to those that are wanted is taken.
 *
 * @returns undefined when no backend holds capture rules.
 */
export function appliedBackend(policy: Policy, listings: readonly Listing[]): Backend | undefined {
  const held = backendsWithRules(listings);
  if (held.length === 0) return undefined;
  const pinned = backendsOf(listings).filter((backend) => isPinned(backend, listings));
  const both = held.filter((backend) => pinned.includes(backend));
  const candidates = [both, pinned, held].find((list) => list.length > 0)!;
  const distance = (backend: Backend): number => drift(capturePlan(policy, backend), listings).length;
  return candidates.toSorted((a, b) => distance(a) - distance(b))[0];
}

function isPinned(backend: Backend, listings: readonly Listing[]): boolean {
  return listings
    .filter((listing) => listing.backend === backend)
    .some(({ chains }) =>
      chains.some(({ name, table }) =>
        backend === 'nftables' ? table === pinTable : name === `${chainPrefix}PIN`,
      ),
    );
}

function backendsOf(listings: readonly Listing[]): readonly Backend[] {
  return [...new Set(listings.map(({ backend }) => backend))];
}
