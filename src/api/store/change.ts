import type { ApiObject } from '../objects/api-object.ts';

/** One object became another one, or is new (`before` is absent), or is gone (`after` is absent). */
export interface Change {
  /** Of the store, after it. */
  readonly version: number;
  readonly before?: ApiObject;
  readonly after?: ApiObject;
}
