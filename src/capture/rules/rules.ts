import { capturesInbound, capturesOutbound, type Policy } from '../policy/policy.ts';
import { filterChains } from './filter-rules.ts';
import { natInbound } from './nat-inbound-rules.ts';
import { natOutbound } from './nat-outbound-rules.ts';
import type { Chain, RuleSet } from './rule.ts';
import { tproxyChains } from './tproxy-rules.ts';

/**
 * The one rule set that both backends render and `explain` reads. Chains without rules are left out; those of one
 * hook stand in the order in which packets meet them.
 *
 * TCP is matched by the opening packet only: a connection that was open before the rules is never led elsewhere in
 * mid-stream. Our decisions end with `return`, never with `accept`, since Docker's own rules for its resolver come
 * after ours in the same hook and must still be reached.
 */
export function ruleSet(policy: Policy): RuleSet {
  if (policy.mode === 'NONE') return { families: policy.families, chains: [] };
  const inbound = capturesInbound(policy);
  const outbound = capturesOutbound(policy) || policy.ports.dns !== undefined;
  const chains: readonly Chain[] = [
    ...filterChains(policy),
    ...(inbound && policy.mode === 'REDIRECT' ? natInbound(policy) : []),
    ...(outbound || (inbound && policy.mode === 'REDIRECT') ? natOutbound(policy) : []),
    ...(inbound && policy.mode === 'TPROXY' ? tproxyChains(policy) : []),
  ];
  return { families: policy.families, chains: chains.filter((chain) => chain.rules.length > 0) };
}
