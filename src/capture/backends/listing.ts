import type { IpFamily } from '../../pod/model.ts';
import type { Backend } from './backend-name.ts';
import { parseIptablesSave } from './iptables-listing.ts';
import type { Listing } from './loaded.ts';
import { parseNftRuleset } from './nftables-listing.ts';
import type { Step, StepResult } from './step.ts';

/** One look at the kernel's rules, with what is needed to read the answer. */
interface ListingRead {
  readonly backend: Backend;
  readonly family: IpFamily | 'both';
  readonly step: Step;
}

/** Everything there is: for conflicts and for drift. Reading changes nothing. */
export function listingReads(): readonly ListingRead[] {
  return [...readsOf('iptables-nft'), ...readsOf('iptables-legacy'), ...readsOf('nftables')];
}

/** The rules of one backend: for counters, often. */
export function readsOf(backend: Backend): readonly ListingRead[] {
  if (backend === 'nftables')
    return [{ backend, family: 'both', step: look(['nft', '-j', 'list', 'ruleset']) }];
  return (['ipv4', 'ipv6'] as const).map((family) => ({
    backend,
    family,
    step: look([`${family === 'ipv4' ? backend : backend.replace('iptables', 'ip6tables')}-save`, '-c']),
  }));
}

function look(argv: readonly string[]): Step {
  return { argv, purpose: 'read the rules that are loaded', optional: true };
}

/** @param results one a read, in the same order; a tool that failed shows nothing. */
export function parseListings(
  reads: readonly ListingRead[],
  results: readonly StepResult[],
): readonly Listing[] {
  return reads.flatMap(({ backend, family }, index) => {
    const result = results[index];
    if (result?.exitCode !== 0) return [];
    const chains = backend === 'nftables' ? parseNftRuleset(result.stdout) : parseIptablesSave(result.stdout);
    return [{ backend, family, chains }];
  });
}
