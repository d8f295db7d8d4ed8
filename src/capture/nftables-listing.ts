import { isOwn, type LoadedChain, type LoadedRule } from './loaded.ts';

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
      readonly expr: readonly Readonly<Record<string, unknown>>[];
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
          .map((rule) => readRule(rule, own)),
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

function readRule({ comment, expr }: Rule, own: boolean): LoadedRule {
  const counter = expr.find((part) => 'counter' in part)?.['counter'] as Counter | undefined;
  return {
    ...(own && comment !== undefined ? { name: comment } : {}),
    text: JSON.stringify(expr),
    verdict: verdictOf(expr),
    packets: counter?.packets ?? 0,
    bytes: counter?.bytes ?? 0,
  };
}

interface Counter {
  readonly packets: number;
  readonly bytes: number;
}

const verdicts = [
  'redirect',
  'tproxy',
  'goto',
  'jump',
  'return',
  'drop',
  'accept',
  'reject',
  'dnat',
  'snat',
  'mangle',
];

function verdictOf(expr: Rule['expr']): string {
  const part = expr.find((one) => verdicts.some((name) => name in one));
  const [name, value] = Object.entries(part ?? {})[0] ?? [''];
  const detail = value as { readonly port?: number; readonly target?: string } | null | undefined;
  return [name, detail?.port ?? detail?.target].filter((word) => word !== undefined).join(' ');
}
