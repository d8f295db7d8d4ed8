import { setTimeout as delay } from 'node:timers/promises';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { ServerFolder } from './server-folder.ts';
import { readRecord } from './server-record.ts';

const lookEveryMs = 50;

/** How long a server has to end by itself, in milliseconds. */
const patienceMs = 10_000;

/** Ends the server that is written down. Answers false when none runs. @throws Failure when it cannot be ended. */
export async function stopServer(folder: ServerFolder, signal: AbortSignal): Promise<boolean> {
  const found = readRecord(folder);
  if (!found) return false;
  send(found.pid, 'SIGTERM');
  const late = AbortSignal.timeout(patienceMs);
  while (readRecord(folder)?.pid === found.pid) {
    if (late.aborted) send(found.pid, 'SIGKILL');
    await delay(lookEveryMs, undefined, { signal });
  }
  return true;
}

function send(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return;
    throw new Failure(exitCodes.failure, `the server of the API, pid ${pid}, cannot be ended: ${message}`);
  }
}
