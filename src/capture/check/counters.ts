import { type Listing, type LoadedRule, loadedChain } from '../backends/loaded.ts';
import type { Chain, RuleSet, Verdict } from '../rules/rule.ts';

/** One rule in words, with what the kernel has counted. In `nat` chains a packet is a connection. */
export interface RuleCounter {
  readonly name: string;
  readonly purpose: string;
  /** As in `nat OUTPUT`. */
  readonly chain: string;
  /** What becomes of what it matches, in words. */
  readonly verdict: string;
  readonly packets: number;
  readonly bytes: number;
  /** False when the kernel does not have it. */
  readonly loaded: boolean;
}

/** The rules in the order in which packets meet them, with the counters of both families added up. */
export function ruleCounters(rules: RuleSet, listings: readonly Listing[]): readonly RuleCounter[] {
  return rules.chains.flatMap((chain) => {
    const names = [...new Set(chain.rules.map(({ name }) => name))];
    return names.map((name) => {
      const rule = chain.rules.find((one) => one.name === name)!;
      const found = loadedRules(chain, name, listings);
      return {
        name,
        purpose: rule.purpose,
        chain: `${chain.table} ${chain.name}`,
        verdict: verdictInWords(rule.verdict),
        packets: found.reduce((sum, { packets }) => sum + packets, 0),
        bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
        loaded: found.length > 0,
      };
    });
  });
}

/** A rule that marks and accepts is two in iptables, of which one counts. */
function loadedRules(chain: Chain, name: string, listings: readonly Listing[]): readonly LoadedRule[] {
  return listings
    .flatMap((listing) => loadedChain(chain, listing)?.rules ?? [])
    .filter((rule) => rule.name === name && rule.verdict !== 'ACCEPT');
}

export function verdictInWords(verdict: Verdict): string {
  switch (verdict.type) {
    case 'return':
      return 'left alone';
    case 'goto':
      return `see ${verdict.chain}`;
    case 'redirect':
    case 'tproxy':
      return `to port ${verdict.port}`;
    case 'mark':
    case 'divert':
      return `marked ${verdict.mark}`;
    case 'save-mark':
      return 'mark remembered';
    case 'restore-mark':
      return 'mark restored';
    case 'reject':
      return 'refused';
    case 'drop':
      return 'dropped';
  }
}
