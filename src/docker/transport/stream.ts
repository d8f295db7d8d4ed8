import type { Readable } from 'node:stream';
import { onAbort } from './on-abort.ts';

/**
 * The chunks of a stream from the engine, with back-pressure. Ends when the stream ends or the signal fires, and throws
 * when the connection broke: a cut stream has no `end`, only `close` (and an abort would show as ECONNRESET, which is
 * why the signal destroys the stream here instead of being handed to the client). Whoever leaves early closes it.
 */
export async function* chunksOf(stream: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stopListening = onAbort(signal, () => stream.destroy());
  if (signal.aborted) stream.destroy();
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stopListening();
  }
}
