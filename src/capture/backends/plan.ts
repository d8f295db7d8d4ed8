import type { Policy } from '../policy/policy.ts';
import type { RuleSet } from '../rules/rule.ts';
import { ruleSet } from '../rules/rules.ts';
import type { Backend } from './backend-name.ts';
import { clearStep, iptablesRuleCount, refillStep, rehearseStep } from './iptables.ts';
import { checkStep, loadStep, nftablesRuleCount, unloadStep } from './nftables.ts';
import type { Step } from './step.ts';
import { forgetDnsSteps, surroundingRemovalSteps, surroundingSteps } from './surroundings.ts';

/** Everything to run in the pod's namespace, in order. Each list may be run again at any time with the same result. */
export interface CapturePlan {
  readonly backend: Backend;
  readonly rules: RuleSet;
  /** Rules of ours in the kernel once applied, the jumps and the pin not counted. */
  readonly ruleCount: number;
  /** Reads the rules without loading them. */
  readonly preflight: readonly Step[];
  /** Loads or replaces the rules, atomically; a connection never meets half of them. */
  readonly apply: readonly Step[];
  /** Takes capture off a running pod; the pin and the surroundings stay, so that open connections live on. */
  readonly switchOff: readonly Step[];
  /** Takes everything away, the pin included. */
  readonly remove: readonly Step[];
}

/** In mode NONE there is nothing to apply; removal is still there, for what an earlier run may have left. */
export function capturePlan(policy: Policy, backend: Backend): CapturePlan {
  const rules = ruleSet(policy);
  const none = policy.mode === 'NONE';
  const load = none ? [] : loadSteps(rules, backend);
  return {
    backend,
    rules,
    ruleCount: backend === 'nftables' ? nftablesRuleCount(rules) : iptablesRuleCount(rules),
    preflight: none ? [] : preflightSteps(rules, backend),
    apply: none ? [] : [...surroundingSteps(policy), ...load, ...forgetDnsSteps(policy)],
    switchOff: removalSteps(policy, backend, true),
    remove: removalSteps(policy, backend, false),
  };
}

function loadSteps(rules: RuleSet, backend: Backend): readonly Step[] {
  if (backend === 'nftables') return [loadStep(rules)];
  return (['ipv4', 'ipv6'] as const).map((family) =>
    rules.families.includes(family) ? refillStep(backend, rules, family) : clearStep(backend, family, true),
  );
}

function preflightSteps(rules: RuleSet, backend: Backend): readonly Step[] {
  if (backend === 'nftables') return [checkStep(rules)];
  return rules.families.map((family) => rehearseStep(backend, rules, family));
}

/** Rules first, their surroundings after them: a marked packet must not lose its route. */
function removalSteps(policy: Policy, backend: Backend, keepPin: boolean): readonly Step[] {
  const clear =
    backend === 'nftables'
      ? [unloadStep(keepPin)]
      : (['ipv4', 'ipv6'] as const).map((family) => clearStep(backend, family, keepPin));
  // Connections that are open may use the surroundings, so these go with the pin.
  return [...clear, ...forgetDnsSteps(policy), ...(keepPin ? [] : surroundingRemovalSteps(policy))];
}
