/** An object as the API shows it. It is never changed: another version of it is another object. */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** The part of meta/v1 ObjectMeta that the API itself looks at. Times are RFC 3339 in whole seconds, as servers write them. */
export interface ObjectMeta {
  readonly name: string;
  /** Absent for objects of the whole cluster. */
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** `2026-11-28T10:00:00.123Z` as the API writes it: in whole seconds. */
export function inSeconds(time: string): string {
  return `${time.slice(0, 19)}Z`;
}

/** The part of a value under a path of fields; undefined where there is none. */
export function fieldAt(value: unknown, ...path: readonly string[]): unknown {
  let part = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null) return undefined;
    part = (part as Readonly<Record<string, unknown>>)[key];
  }
  return part;
}
