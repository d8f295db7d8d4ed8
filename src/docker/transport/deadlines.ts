/**
 * How long a call to the engine may take, in milliseconds. Generous, because a busy laptop is slow and nothing is worse
 * than giving up on what would have worked; finite, because an engine that dies in the middle of an answer leaves the
 * client waiting for ever.
 */
export const deadlines = {
  /** Asking whether somebody answers at all. */
  connect: 5_000,
  /** Reading: inspect, list, the head of a stream. */
  read: 30_000,
  /** Creating, signalling and removing. */
  change: 60_000,
  /** Starting, which a cold disk can make slow. */
  start: 120_000,
  /** Without a word of progress from a registry. */
  pullSilence: 300_000,
} as const;
