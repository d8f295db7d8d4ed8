import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { toBatch } from '../model/batch.ts';
import type { Backlog } from './backlog.ts';

interface StreamPorts {
  readonly backlog: Backlog;
  /** Another one for each run of the server. */
  readonly server: string;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/** So many events make a message at most. */
const mostEvents = 5000;
/** What happens within so many milliseconds goes together. */
const togetherMs = 50;
const heartbeatMs = 1000;

/**
 * Sends what has happened and what happens as server-sent events, until nothing more comes or the page is closed. A page
 * that reads slowly holds up nobody: it gets the next events when it has taken these.
 */
export async function streamTo(
  response: ServerResponse,
  from: number,
  { backlog, server, wall }: StreamPorts,
): Promise<void> {
  const leaving = new AbortController();
  response.on('close', () => leaving.abort());
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(message('hello', server));
  const timer = setInterval(() => response.write(message('now', String(wall()))), heartbeatMs);
  try {
    await pump(response, from, backlog, leaving.signal);
    response.end(message('over', ''));
  } catch {
    response.destroy();
  } finally {
    clearInterval(timer);
  }
}

/** @throws when the page is closed */
async function pump(
  response: ServerResponse,
  from: number,
  backlog: Backlog,
  signal: AbortSignal,
): Promise<void> {
  let position = from;
  for (;;) {
    signal.throwIfAborted();
    const isOver = backlog.isOver();
    const part = backlog.after(position, mostEvents);
    if (part.events.length > 0) {
      const batch = { ...toBatch(part.events), ...(part.missed > 0 && { missed: part.missed }) };
      position = part.position;
      const isTaken = response.write(`id: ${position}\n${message('batch', JSON.stringify(batch))}`);
      if (!isTaken) await once(response, 'drain', { signal });
    } else if (isOver) return;
    else await nextOf(backlog, signal);
  }
}

async function nextOf(backlog: Backlog, signal: AbortSignal): Promise<void> {
  let [stop, onAbort] = [(): void => {}, (): void => {}];
  try {
    await new Promise<void>((resolve, reject) => {
      stop = backlog.listen(resolve);
      onAbort = reject;
      signal.addEventListener('abort', onAbort);
    });
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
  await pause(togetherMs, undefined, { signal });
}

function message(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}
