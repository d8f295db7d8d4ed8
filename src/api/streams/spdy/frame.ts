/** The types of control frames (SPDY draft 3.1, section 2.6). */
export const controlTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

/** The flag of a frame that is the last one of its sender on its stream. */
export const finFlag = 1;

/** Why a stream is reset (section 2.6.3). */
export const resetReasons = { protocolError: 1, refusedStream: 3, cancel: 5 } as const;

/** Why a session ends (section 2.6.6). */
export const goAwayReasons = { ok: 0, protocolError: 1 } as const;

/** A frame of a client, its headers still compressed. */
export type Frame =
  | {
      readonly is: 'synStream';
      readonly stream: number;
      readonly headerBlock: Uint8Array;
      readonly fin: boolean;
    }
  /** Headers after the first ones. Their block has to be decompressed, as the next one builds on it. */
  | {
      readonly is: 'headers';
      readonly stream: number;
      readonly headerBlock: Uint8Array;
      readonly fin: boolean;
    }
  | { readonly is: 'rstStream'; readonly stream: number }
  | { readonly is: 'ping'; readonly id: number }
  | { readonly is: 'goAway' }
  /** Nothing has to be done: SETTINGS and WINDOW_UPDATE, as no client of Kubernetes limits windows (moby/spdystream). */
  | { readonly is: 'ignored' }
  /** A piece of a DATA frame, as it came; only the last piece can have `fin`. */
  | { readonly is: 'data'; readonly stream: number; readonly bytes: Uint8Array; readonly fin: boolean };

/** Bytes that are no SPDY. The session cannot go on. */
export class SpdyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SpdyError';
  }
}
