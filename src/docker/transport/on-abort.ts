import { setMaxListeners } from 'node:events';

/**
 * Calls back when the signal fires; the answer takes the listener off again. One signal watches over a whole pod, whose
 * calls are many at once: Node's warning about more than ten listeners would be wrong here. `AbortSignal.any` is not used,
 * because Node 20 keeps its results for as long as the long-lived signal.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  setMaxListeners(0, signal);
  signal.addEventListener('abort', callback, { once: true });
  return () => signal.removeEventListener('abort', callback);
}
