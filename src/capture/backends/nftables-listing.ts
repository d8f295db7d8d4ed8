import { servicesTable } from './backend-name.ts';
import { isOwn, type LoadedChain, type LoadedRule } from './loaded.ts';
import { conditionText, nftablesSignature } from './nftables-condition.ts';
import { actionsOf, conditionsOf, type Expression } from './nftables-expression.ts';

/** What `nft -j list ruleset` prints, as far as it is read here. */
interface Ruleset {
  readonly nftables?: readonly {
    readonly chain?: {
      readonly family: string;
      readonly table: string;
      readonly name: string;
      readonly type?: string;
      readonly hook?: string;
      readonly prio?: number;
    };
    readonly rule?: {
      readonly family: string;
      readonly table: string;
      readonly chain: string;
      readonly comment?: string;
      readonly expr: readonly Expression[];
    };
  }[];
}

/** Reads `nft -j list ruleset`. Text that is no JSON shows nothing. */
export function parseNftRuleset(text: string): readonly LoadedChain[] {
  const entries = parse(text).nftables ?? [];
  const rules = entries.flatMap(({ rule }) => (rule ? [rule] : []));
  return entries.flatMap(({ chain }) => {
    if (!chain) return [];
    const { family, table, name, type, hook, prio } = chain;
    const own = isOwn(table, '') && family === 'inet';
    return [
      {
        table,
        name,
        own,
        ...(hook === undefined ? {} : { hook }),
        ...(type === undefined ? {} : { type }),
        ...(prio === undefined ? {} : { priority: prio }),
        rules: rules
          .filter((rule) => rule.family === family && rule.table === table && rule.chain === name)
          .map((rule) => readRule(rule, own || table === servicesTable)),
      },
    ];
  });
}

function parse(text: string): Ruleset {
  try {
    return JSON.parse(text) as Ruleset;
  } catch {
    return {};
  }
}

type Rule = NonNullable<NonNullable<Ruleset['nftables']>[number]['rule']>;

function readRule({ comment, expr }: Rule, named: boolean): LoadedRule {
  const conditions = conditionsOf(expr);
  const actions = actionsOf(expr);
  const counter = expr.find((part) => 'counter' in part)?.['counter'] as Counter | undefined;
  return {
    ...(named && comment !== undefined ? { name: comment } : {}),
    text: [...conditions.map(conditionText), actions].join(' '),
    verdict: actions,
    signature: nftablesSignature(conditions, actions),
    packets: counter?.packets ?? 0,
    bytes: counter?.bytes ?? 0,
  };
}

interface Counter {
  readonly packets: number;
  readonly bytes: number;
}
