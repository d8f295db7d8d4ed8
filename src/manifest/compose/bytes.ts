const BYTES = /^(\d+(?:\.\d+)?)(?:b|([kmg])b?)?$/i;

const FACTORS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/**
 * Bytes in a Compose byte value: a number, or text with one of the units b, k or kb, m or mb, g or gb, all of them
 * binary and in either letter case. A fraction of a byte is dropped; undefined when it is no byte value.
 * Source: Compose specification, `11-extension.md`, "Specifying byte values"; `RAMInBytes` in docker/go-units.
 */
export function parseBytes(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const match = BYTES.exec(String(value));
  if (!match) return undefined;
  const bytes = Math.floor(Number(match[1]) * (match[2] ? FACTORS[match[2].toLowerCase()]! : 1));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
