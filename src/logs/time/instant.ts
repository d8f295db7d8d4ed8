/** An instant in whole numbers, for what compares a million of them: a text would have to be made for each. */
export interface Instant {
  /** Since 1970, in UTC. */
  readonly seconds: number;
  /** Of the second, 0 to 999 999 999. */
  readonly nanos: number;
}

/** Of a line that came without a time: earlier than every other. */
export const noInstant: Instant = { seconds: -1, nanos: 0 };

export function isBefore(a: Instant, b: Instant): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanos < b.nanos);
}

export function isSame(a: Instant, b: Instant): boolean {
  return a.seconds === b.seconds && a.nanos === b.nanos;
}

/** The latest of instants, `noInstant` of none. */
export function latest(instants: readonly Instant[]): Instant {
  return instants.reduce((found, instant) => (isBefore(found, instant) ? instant : found), noInstant);
}

/** The earliest of instants; undefined of none. */
export function earliest(instants: readonly Instant[]): Instant | undefined {
  const [first, ...rest] = instants;
  return first && rest.reduce((found, instant) => (isBefore(instant, found) ? instant : found), first);
}

/** `seconds.nanoseconds`, the form in which the engine takes `since` and `until` without rounding. */
export function unixOf({ seconds, nanos }: Instant): string {
  return `${seconds}.${String(nanos).padStart(9, '0')}`;
}

/** The instant behind this one. */
export function nextInstant({ seconds, nanos }: Instant): Instant {
  return nanos === 999_999_999 ? { seconds: seconds + 1, nanos: 0 } : { seconds, nanos: nanos + 1 };
}
