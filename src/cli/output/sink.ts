/** Where a command writes, with what it takes to keep memory bounded however slowly somebody reads. */
export interface Sink {
  /** Writes at once, or keeps what the reader does not take yet. After `drop` it does nothing. */
  write(data: string | Uint8Array): void;
  /** Undefined when more may be written; else what settles when it may. */
  ready(): Promise<void> | undefined;
  /** Writes nothing more, and lets go who waits: the reader is gone, or nobody waits for it any longer. */
  drop(): void;
  /** Whether it was dropped. */
  dropped(): boolean;
  /** Somebody asked the command to end: `end` does not wait for a reader that takes nothing. */
  hurry(): void;
  /** Settles when the reader has taken everything; the sink is dropped where that is not waited for. */
  end(): Promise<void>;
}

/** How long a command that was asked to end waits for its reader. */
const patienceMs = 5_000;

export function createSink(stream: NodeJS.WritableStream): Sink {
  let isDropped = false;
  let isHurried = false;
  let waiting: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  const release = (): void => {
    waiting?.resolve();
    waiting = undefined;
  };
  const drop = (): void => {
    isDropped = true;
    release();
  };
  stream.on('drain', release);
  stream.on('error', release);
  return {
    write(data) {
      if (isDropped || stream.write(data) || waiting) return;
      let resolve = (): void => {};
      const promise = new Promise<void>((settle) => {
        resolve = settle;
      });
      waiting = { promise, resolve };
    },
    ready: () => waiting?.promise,
    drop,
    dropped: () => isDropped,
    hurry: () => {
      isHurried = true;
    },
    async end() {
      const timer = isHurried ? setTimeout(drop, patienceMs) : undefined;
      await waiting?.promise;
      clearTimeout(timer);
    },
  };
}

let own: Sink | undefined;

/** Standard output of this process. */
export function stdout(): Sink {
  own ??= createSink(process.stdout);
  return own;
}
