import { valueSet } from '../policy/value-set.ts';

/** One condition of a native nftables rule: what is looked at, and the values one of which it must, or must not, have. */
export interface NftCondition {
  /** As in `ip daddr`, `meta skuid`. */
  readonly left: string;
  readonly not?: true;
  readonly right: readonly string[];
}

/** As `nft` reads it. */
export function conditionText({ left, not, right }: NftCondition): string {
  const operator = not ? '!= ' : left.includes('&') ? '== ' : '';
  return `${left} ${operator}${right.length === 1 ? right[0]! : `{ ${right.join(', ')} }`}`;
}

/** What a rule matches and does, in one spelling: as it was given to `nft` and as the kernel holds it, it is the same. */
export function nftablesSignature(conditions: readonly NftCondition[], actions: string): string {
  const spelled = conditions.map(
    ({ left, not, right }) =>
      `${left} ${not ? '!=' : '=='} ${valueSet(right.map((value) => value.replaceAll('"', '')))}`,
  );
  return [...spelled.sort(), actions].join('; ');
}
