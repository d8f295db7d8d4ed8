/** Parts of a JSON document whose shape nobody promises: what is not there, or of another type, reads as nothing. */
export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Walks down by names. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => object(inner)[name], value);
}

/** A duration of protobuf's JSON form, such as `3s` or `0.250s`, in milliseconds. */
export function durationMs(value: unknown): number | undefined {
  const seconds = /^(-?\d+(?:\.\d+)?)s$/.exec(text(value) ?? '')?.[1];
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000);
}

const denominators: Readonly<Record<string, number>> = {
  HUNDRED: 100,
  TEN_THOUSAND: 10_000,
  MILLION: 1_000_000,
};

/** A FractionalPercent of Envoy, in percent. */
export function percent(value: unknown): number | undefined {
  const { numerator, denominator } = object(value);
  if (value === undefined) return undefined;
  return ((number(numerator) ?? 0) * 100) / (denominators[text(denominator) ?? 'HUNDRED'] ?? 100);
}
