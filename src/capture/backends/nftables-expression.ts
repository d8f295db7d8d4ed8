import { hex } from './iptables-rule.ts';
import type { NftCondition } from './nftables-condition.ts';

/** One part of a rule as `nft -j` prints it. */
export type Expression = Readonly<Record<string, unknown>>;

interface MatchExpression {
  readonly op: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** The conditions of a rule, with left sides spelled as the rules of ours are. */
export function conditionsOf(expr: readonly Expression[]): readonly NftCondition[] {
  return expr.flatMap((part) => {
    if (!('match' in part)) return [];
    const { op, left, right } = part['match'] as MatchExpression;
    return [{ left: leftText(left), ...(op === '!=' ? { not: true as const } : {}), right: values(right) }];
  });
}

/** What a rule does, spelled as the rules of ours are. */
export function actionsOf(expr: readonly Expression[]): string {
  return expr
    .flatMap((part) => Object.entries(part))
    .filter(([name]) => name !== 'match' && name !== 'counter')
    .map(([name, value]) => actionText(name, value))
    .join(' ');
}

function actionText(name: string, value: unknown): string {
  const detail = (value ?? {}) as Readonly<Record<string, unknown>>;
  switch (name) {
    case 'goto':
    case 'jump':
      return `${name} ${detail['target']}`;
    case 'redirect':
      return `redirect to :${detail['port']}`;
    case 'tproxy':
      return `tproxy ${detail['family']} to :${detail['port']}`;
    case 'reject':
      return `reject with ${detail['type']} type ${detail['expr']}`;
    case 'mangle':
      return `${leftText(detail['key'])} set ${markText(detail['value'])}`;
    default:
      return value === null ? name : `${name} ${JSON.stringify(value)}`;
  }
}

function markText(value: unknown): string {
  return typeof value === 'number' ? hex(value) : leftText(value);
}

function leftText(left: unknown): string {
  const [name, value] = Object.entries((left ?? {}) as Expression)[0] ?? [];
  const { key, protocol, field } = (value ?? {}) as Readonly<Record<string, string>>;
  switch (name) {
    case 'meta':
      return key === 'iifname' || key === 'oifname' ? key : `meta ${key}`;
    case 'ct':
      return `ct ${key}`;
    case 'payload':
      return `${protocol} ${field}`;
    case '&': {
      const [masked, mask] = value as readonly [unknown, unknown];
      return `${leftText(masked)} & (${alternatives(mask).join(' | ')})`;
    }
    default:
      return JSON.stringify(left);
  }
}

/** Bits that are set, as a list or, with a later nft, as a tree of `|`. */
function alternatives(mask: unknown): readonly string[] {
  if (Array.isArray(mask)) return mask.flatMap(alternatives);
  if (typeof mask !== 'object' || mask === null) return [String(mask)];
  return alternatives((mask as Expression)['|']);
}

function values(right: unknown): readonly string[] {
  if (Array.isArray(right)) return [right.join(',')];
  if (typeof right !== 'object' || right === null) return [String(right)];
  const { set, prefix, range } = right as {
    readonly set?: readonly unknown[];
    readonly prefix?: { readonly addr: string; readonly len: number };
    readonly range?: readonly [unknown, unknown];
  };
  if (set) return set.flatMap(values);
  if (prefix) return [`${prefix.addr}/${prefix.len}`];
  return range ? [range.join('-')] : [JSON.stringify(right)];
}
