import { familyOf } from '../policy/cidr.ts';
import type { Policy } from '../policy/policy.ts';
import { matches, type Packet, type Seen, staysInside } from '../rules/packet.ts';
import type { Chain, Hook, Rule, RuleSet, Table, Verdict } from '../rules/rule.ts';
import { ruleSet } from '../rules/rules.ts';

/** One rule that was asked. */
interface Consulted {
  /** As in `nat OUTPUT`. */
  readonly chain: string;
  readonly rule: string;
  readonly purpose: string;
  readonly matched: boolean;
}

export interface Explanation {
  /**
   * Who gets the conversation: a listener of the proxy, whoever it was addressed to (`addressee`), or nobody, with
   * (`rejected`) or without (`dropped`) an answer.
   */
  readonly outcome: 'inbound' | 'outbound' | 'dns' | 'addressee' | 'rejected' | 'dropped';
  /** The rule that decided; absent when none matched, or the family is not captured. */
  readonly decidedBy?: string;
  readonly why: string;
  readonly path: readonly Consulted[];
}

interface Walk {
  readonly verdict?: Verdict;
  readonly rule?: Rule;
  readonly mark: number;
  readonly path: readonly Consulted[];
}

/** What becomes of a new conversation, by the same rules that the kernel is given. */
export function explain(policy: Policy, packet: Packet): Explanation {
  const rules = ruleSet(policy);
  const family = familyOf(packet.destination);
  if (policy.mode === 'NONE' || !family || !policy.families.includes(family))
    return {
      outcome: 'addressee',
      why:
        policy.mode === 'NONE' ? 'capture is off (mode NONE)' : `${family ?? 'this family'} is not captured`,
      path: [],
    };
  return conclude(policy, packet.from.where === 'inside' ? outgoing(rules, packet) : incoming(rules, packet));
}

/** Every hook in the kernel's order; a decision of NAT ends the search, since what is led elsewhere is decided. */
function outgoing(rules: RuleSet, packet: Packet): Walk {
  const via = staysInside(packet) ? 'lo' : (packet.interface ?? 'eth0');
  const first = walkTables(rules, 'output', ['mangle', 'nat', 'filter'], { packet, interface: via, mark: 0 });
  if (via !== 'lo' || isFinal(first.verdict)) return first;
  const arrived = walkTables(rules, 'prerouting', ['mangle'], { packet, interface: via, mark: first.mark });
  const last = isFinal(arrived.verdict) || !first.rule ? arrived : first;
  return { ...last, path: [...first.path, ...arrived.path] };
}

function incoming(rules: RuleSet, packet: Packet): Walk {
  const via = packet.interface ?? 'eth0';
  return walkTables(rules, 'prerouting', ['mangle', 'nat'], { packet, interface: via, mark: 0 });
}

function walkTables(rules: RuleSet, hook: Hook, tables: readonly Table[], seen: Seen): Walk {
  let walk: Walk = { mark: seen.mark, path: [] };
  for (const table of tables) {
    for (const chain of rules.chains.filter((one) => one.entry && one.hook === hook && one.table === table)) {
      const next = walkChain(rules, chain, { ...seen, mark: walk.mark });
      const decided = next.rule ?? walk.rule;
      walk = { ...next, ...(decided ? { rule: decided } : {}), path: [...walk.path, ...next.path] };
      if (isFinal(walk.verdict)) return walk;
    }
  }
  return walk;
}

function walkChain(rules: RuleSet, chain: Chain, seen: Seen): Walk {
  const path: Consulted[] = [];
  let mark = seen.mark;
  for (const rule of chain.rules) {
    const matched = matches(rule.match, { ...seen, mark }, chain);
    path.push({ chain: `${chain.table} ${chain.name}`, rule: rule.name, purpose: rule.purpose, matched });
    if (!matched) continue;
    const { verdict } = rule;
    if (verdict.type === 'mark') mark = verdict.mark;
    if (['mark', 'save-mark', 'restore-mark'].includes(verdict.type)) continue;
    if (verdict.type !== 'goto') return { verdict, rule, mark, path };
    const target = rules.chains.find(({ table, name }) => table === chain.table && name === verdict.chain);
    if (!target) return { mark, path };
    const inner = walkChain(rules, target, { ...seen, mark });
    return { ...inner, path: [...path, ...inner.path] };
  }
  return { mark, path };
}

function isFinal(verdict: Verdict | undefined): boolean {
  return verdict !== undefined && ['redirect', 'tproxy', 'reject', 'drop'].includes(verdict.type);
}

function conclude(policy: Policy, { verdict, rule, path }: Walk): Explanation {
  const decided = rule ? { decidedBy: rule.name } : {};
  const why = rule?.purpose ?? 'no rule takes it';
  switch (verdict?.type) {
    case 'redirect':
    case 'tproxy':
      return { outcome: listenerOf(policy, verdict.port), ...decided, why, path };
    case 'reject':
      return { outcome: 'rejected', ...decided, why, path };
    case 'drop':
      return { outcome: 'dropped', ...decided, why, path };
    default:
      return { outcome: 'addressee', ...decided, why, path };
  }
}

function listenerOf({ ports }: Policy, port: number): 'inbound' | 'outbound' | 'dns' {
  if (port === ports.inbound) return 'inbound';
  return port === ports.dns ? 'dns' : 'outbound';
}
