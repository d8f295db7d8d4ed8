import type { Keep } from './keep.ts';

/** What secrets are made of. */
export interface SecretSources {
  readonly keep: Keep;
  readonly randomBytes: (count: number) => Buffer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
