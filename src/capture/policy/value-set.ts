import { addressNumber, cidrBounds, familyOf, parseCidr } from './cidr.ts';

interface Interval {
  /** What kind of number: those of different kinds are never merged. */
  readonly kind: 'number' | 'ipv4' | 'ipv6';
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * One spelling for a list of numbers, ranges (`80-90`, `80:90`), addresses, ranges of addresses
 * (`10.1.0.0-10.2.255.255`), CIDRs and words, so that two lists can be compared: the kernel's tools sort, mask and merge
 * what they were given, each in its own way.
 */
export function valueSet(values: readonly string[]): string {
  const intervals = values.map(intervalOf);
  const words = values.filter((_, index) => !intervals[index]);
  const known = intervals.filter((interval) => interval !== undefined);
  return [...[...new Set(words)].sort(), ...merged(known).map(intervalText)].join(',');
}

/** Whether a CIDR covers its whole family, so that a condition on it is none. */
export function coversAll(value: string): boolean {
  return parseCidr(value)?.prefix === 0;
}

function intervalOf(value: string): Interval | undefined {
  const range = /^(0x[\da-f]+|\d+)(?:[-:](\d+))?$/i.exec(value);
  if (range) return { kind: 'number', from: BigInt(range[1]!), to: BigInt(range[2] ?? range[1]!) };
  const cidr = parseCidr(value);
  return cidr ? { kind: cidr.family, ...cidrBounds(cidr) } : addressRange(value);
}

/** As nftables prints neighbouring ranges that it has merged and that are no CIDR. */
function addressRange(value: string): Interval | undefined {
  const [first = '', last = '', ...rest] = value.split('-');
  const kind = familyOf(first);
  if (!kind || kind !== familyOf(last) || rest.length > 0) return undefined;
  return { kind, from: addressNumber(first), to: addressNumber(last) };
}

/** In ascending order, those that overlap or touch made one. */
function merged(intervals: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const next of [...intervals].sort(compare)) {
    const last = result.at(-1);
    if (last && last.kind === next.kind && next.from <= last.to + 1n)
      result[result.length - 1] = { ...last, to: last.to > next.to ? last.to : next.to };
    else result.push(next);
  }
  return result;
}

function compare(a: Interval, b: Interval): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return a.from === b.from ? 0 : a.from < b.from ? -1 : 1;
}

function intervalText({ kind, from, to }: Interval): string {
  return `${kind === 'number' ? '' : `${kind} `}${from}${from === to ? '' : `-${to}`}`;
}
