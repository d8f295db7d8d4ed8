/** How plain words and numbers are read. */
export type Dialect = 'kubernetes' | 'compose';

const WORDS: Readonly<Record<string, boolean | null>> = {
  ...Object.fromEntries(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'].map((word) => [word, true])),
  ...Object.fromEntries(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'].map((word) => [word, false])),
  ...Object.fromEntries(['true', 'True', 'TRUE'].map((word) => [word, true])),
  ...Object.fromEntries(['false', 'False', 'FALSE'].map((word) => [word, false])),
  ...Object.fromEntries(['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null])),
};

const PREFIXED = /^([+-]?)0([xXoObB]?)([0-9a-fA-F]+)$/;
const BASES: Readonly<Record<string, readonly [base: number, digits: RegExp]>> = {
  '': [8, /^[0-7]+$/],
  o: [8, /^[0-7]+$/],
  b: [2, /^[01]+$/],
  x: [16, /^[0-9a-fA-F]+$/],
};
const DECIMAL = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/**
 * A plain scalar as Kubernetes reads it: YAML 1.1 words are booleans, `0644` is octal, underscores group digits, and a
 * date is text. Source: go.yaml.in/yaml/v2 `resolve.go`, behind sigs.k8s.io/yaml.
 */
export function readPlain(written: string): string | number | boolean | null {
  if (Object.hasOwn(WORDS, written)) return WORDS[written]!;
  if (!/^[-+.0-9]/.test(written)) return written;
  if (/^[-+]?\.inf$|^\.nan$/i.test(written))
    return written.endsWith('n') ? Number.NaN : Number.POSITIVE_INFINITY;
  const digits = written.replaceAll('_', '');
  const prefixed = readPrefixed(digits);
  if (prefixed !== undefined) return prefixed;
  const number = DECIMAL.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(number) ? number + 0 : written;
}

function readPrefixed(digits: string): number | undefined {
  const [, sign, letter = '', rest = ''] = PREFIXED.exec(digits) ?? [];
  const [base, allowed] = BASES[letter.toLowerCase()] ?? [];
  if (sign === undefined || base === undefined || !allowed!.test(rest)) return undefined;
  return Number.parseInt(rest, base) * (sign === '-' ? -1 : 1) + 0;
}
