/** A queue that is read with `for await`; reading ends when it is closed and empty, or at once when `signal` aborts. */
export interface Channel<T> {
  push(value: T): void;
  close(): void;
  read(signal: AbortSignal): AsyncIterable<T>;
}

export function createChannel<T>(): Channel<T> {
  const values: T[] = [];
  let closed = false;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const resume of waiting) resume();
    waiting.clear();
  };
  return {
    push(value) {
      values.push(value);
      wake();
    },
    close() {
      closed = true;
      wake();
    },
    async *read(signal) {
      signal.addEventListener('abort', wake, { once: true });
      try {
        for (let next = 0; !signal.aborted; ) {
          if (next < values.length) yield values[next++]!;
          else if (closed) return;
          else
            await new Promise<void>((resolve) => {
              waiting.add(resolve);
            });
        }
      } finally {
        signal.removeEventListener('abort', wake);
      }
    },
  };
}
