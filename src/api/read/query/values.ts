import { StatusError } from '../../status.ts';

/**
 * A flag of a query as a server reads it: absent is false, `false` and `0` are false, everything else is true.
 * Source: apimachinery `pkg/runtime/conversion.go`, Convert_Slice_string_To_bool.
 */
export function flagOf(text: string | null): boolean {
  return text !== null && !['false', '0'].includes(text.toLowerCase());
}

/**
 * A whole number of a query; undefined when it is absent.
 * @throws StatusError `BadRequest`, in the words of a server.
 */
export function integerOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^[-+]?\d+$/.test(text))
    throw new StatusError('BadRequest', `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = BigInt(text.replace(/^\+/, ''));
  if (BigInt.asIntN(64, value) !== value)
    throw new StatusError(
      'BadRequest',
      `strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`,
    );
  return Number(value);
}

/**
 * A resourceVersion; undefined for none.
 * @throws StatusError `BadRequest` for one that is no number.
 */
export function versionOf(text: string): number | undefined {
  if (text === '') return undefined;
  if (/^\d+$/.test(text) && BigInt(text) < 2n ** 64n) return Number(text);
  const why = /^\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  const words = `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`;
  throw new StatusError(
    'BadRequest',
    `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: ${words}`,
  );
}
