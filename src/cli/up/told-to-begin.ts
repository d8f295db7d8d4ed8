type Parent = Pick<NodeJS.Process, 'connected' | 'once' | 'off'>;

/**
 * Settles when the process that has started this one says that it is to begin: true at once where there is none that would, false where
 * it has ended without a word, or `signal` has aborted.
 */
export function toldToBegin(signal: AbortSignal, parent: Parent = process): Promise<boolean> {
  if (!parent.connected) return Promise.resolve(true);
  return new Promise((settle) => {
    const answer = (begins: boolean): void => {
      parent.off('message', begin);
      parent.off('disconnect', end);
      signal.removeEventListener('abort', end);
      settle(begins);
    };
    const begin = (): void => answer(true);
    const end = (): void => answer(false);
    parent.once('message', begin);
    parent.once('disconnect', end);
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Tells the process that has started this one that other terminals find this one. Nothing more goes between the two. */
export function tellListening(): void {
  if (process.connected) process.send?.('listening', () => process.connected && process.disconnect());
}
