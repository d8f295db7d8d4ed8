/** What one container does or waits for, told from its events. */
export interface Condition {
  /** The predicate of a sentence about it: `runs since 4 s`, `waits for …`. */
  readonly words: string;
  /** What the pod waits for because of it, in a few words; absent when the pod does not wait for it. */
  readonly brief?: string;
  /** Whether it is as it should be. */
  readonly well: boolean;
  /** The container that has to move first. */
  readonly heldBy?: string;
  /** RFC 3339; when it changes at the latest, or is tried again. */
  readonly until?: string;
  readonly details?: readonly string[];
}

/** Why something is as it is. */
export interface Explanation {
  /** One line that names the cause. */
  readonly summary: string;
  /** The facts behind it, one a line, from what was asked about to the root. */
  readonly chain: readonly string[];
  /** RFC 3339; when something is tried again next, or is over at the latest. */
  readonly nextAt?: string;
}
