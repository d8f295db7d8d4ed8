import type { LogStream } from '../../events/types.ts';
import type { Instant } from '../time/instant.ts';

/**
 * One line, not decoded: `chunk` from `start` to `end`, without its newline. `instant` is that of the line's last part,
 * `noInstant` when the stream carried none, and changes afterwards. `partial` says that no newline ended it: it was cut at
 * the size limit and goes on, or the stream ended there.
 */
export type OnLine = (
  stream: LogStream,
  instant: Instant,
  chunk: Buffer,
  start: number,
  end: number,
  partial: boolean,
) => void;
