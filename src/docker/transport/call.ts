import { describeInAWord } from './describe-in-a-word.ts';
import { abortedError, timeoutError, toEngineError } from './errors.ts';
import { onAbort } from './on-abort.ts';

/**
 * Makes one call to the engine: with a deadline, cancelled by `signal`, and failing with an `EngineError`. An engine that
 * dies between the headers and the end of its answer leaves the client's promise pending for ever (docker-modem has no
 * handler for a response that is cut), so the promise is raced against the deadline and not trusted to settle.
 *
 * The deadline covers the answer, or the head of it when `fn` resolves to a stream; after that the signal given to `fn`
 * never fires, and whoever reads the stream destroys it.
 */
export function call<T>(
  operation: string,
  deadlineMs: number,
  signal: AbortSignal,
  fn: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal.aborted) return Promise.reject(abortedError(operation));
  const controller = new AbortController();
  describeInAWord(controller.signal, 'AbortSignal');
  return new Promise<T>((resolve, reject) => {
    let settled = false;
    function settle(finish: () => void): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      stopListening();
      finish();
    }
    function giveUp(error: Error): void {
      settle(() => reject(error));
      controller.abort();
    }
    const timer = setTimeout(() => giveUp(timeoutError(operation, deadlineMs)), deadlineMs);
    const stopListening = onAbort(signal, () => giveUp(abortedError(operation)));
    fn(controller.signal).then(
      (value) => (settled ? discard(value) : settle(() => resolve(value))),
      (cause) => settle(() => reject(toEngineError(operation, cause))),
    );
  });
}

/** A stream that arrives after everybody has left would keep its socket open. */
function discard(value: unknown): void {
  const stream = value as { destroy?: unknown } | null | undefined;
  if (typeof stream?.destroy === 'function') stream.destroy();
}

/** As `call`, for what counts as done when there is nothing left to do. */
export async function callUnless(
  isDone: (cause: unknown) => boolean,
  ...[operation, deadlineMs, signal, fn]: Parameters<typeof call<unknown>>
): Promise<void> {
  try {
    await call(operation, deadlineMs, signal, fn);
  } catch (error) {
    if (!isDone(error)) throw error;
  }
}
