import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ApiResponse, StreamedResponse } from '../request.ts';

/** How long a client may take nothing of what it has asked for, in milliseconds. Then the connection is closed. */
const unreadMs = 60_000;

/** Writes an answer. Settles when the client has taken it, or is gone. */
export async function sendAnswer(
  response: ServerResponse,
  answer: ApiResponse,
  signal: AbortSignal,
  patienceMs = unreadMs,
): Promise<void> {
  response.writeHead(answer.status, { ...answer.headers, ...lengthOf(answer) });
  if ('body' in answer) {
    response.end(answer.body);
    return;
  }
  // The client is to know at once that it is heard, before there is a first event.
  response.flushHeaders();
  await sendStream(response, answer, signal, patienceMs);
}

function lengthOf(answer: ApiResponse): { readonly 'content-length'?: number } {
  return 'body' in answer ? { 'content-length': Buffer.byteLength(answer.body) } : {};
}

async function sendStream(
  response: ServerResponse,
  { stream }: StreamedResponse,
  signal: AbortSignal,
  patienceMs: number,
): Promise<void> {
  try {
    for await (const chunk of stream) {
      if (signal.aborted || response.destroyed) return;
      if (!response.write(chunk) && !(await drained(response, signal, patienceMs))) return;
    }
    response.end();
  } finally {
    // What does not read its watch is let go: it holds memory here, and would for ever.
    if (!response.writableEnded) response.destroy();
  }
}

/** Whether the client has read on, within its time. */
async function drained(response: ServerResponse, signal: AbortSignal, patienceMs: number): Promise<boolean> {
  const late = AbortSignal.timeout(patienceMs);
  try {
    await once(response, 'drain', { signal: AbortSignal.any([signal, late]) });
    return true;
  } catch {
    return false;
  }
}
