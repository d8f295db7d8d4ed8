/** When a watch is to say where it is, and when it ends. */
export interface WatchTimers {
  /** Aborted when the time is up or the client is gone. */
  readonly signal: AbortSignal;
  /** Aborted when a bookmark is due, or with `signal`. It is another one after each `rewind`. */
  readonly pause: () => AbortSignal;
  /** Begins the time to the next bookmark anew. */
  readonly rewind: () => void;
  readonly clear: () => void;
}

/** @param bookmarkEveryMs undefined for a client that wants none. */
export function watchTimers(
  client: AbortSignal,
  timeoutMs: number,
  bookmarkEveryMs: number | undefined,
): WatchTimers {
  const over = new AbortController();
  const end = (): void => over.abort();
  // The server keeps the process alive for as long as anybody may ask.
  const timeout = setTimeout(end, timeoutMs).unref();
  client.addEventListener('abort', end, { once: true });
  if (client.aborted) end();
  let due = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  over.signal.addEventListener('abort', () => due.abort());
  const rewind = (): void => {
    clearTimeout(timer);
    due = new AbortController();
    if (over.signal.aborted) return due.abort();
    if (bookmarkEveryMs === undefined) return;
    const next = due;
    timer = setTimeout(() => next.abort(), bookmarkEveryMs).unref();
  };
  rewind();
  return {
    signal: over.signal,
    pause: () => due.signal,
    rewind,
    clear: () => {
      clearTimeout(timeout);
      clearTimeout(timer);
      client.removeEventListener('abort', end);
    },
  };
}
