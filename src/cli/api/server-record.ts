import { readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { makeOwnFolder, thisMachine } from '../../control/folders.ts';
import { processFacts } from '../../control/process.ts';
import type { ServerFolder } from './server-folder.ts';

/** Who serves the API, and where. */
export interface ServerRecord {
  readonly pid: number;
  /** With the pid it names the process for ever; undefined where there is no `/proc`. */
  readonly startedTicks: string | undefined;
  readonly port: number;
  readonly version: string;
}

/** What is written down; undefined when nothing is, or the process has ended. Nobody is asked. */
export function readRecord({ record }: ServerFolder): ServerRecord | undefined {
  try {
    const found: ServerRecord = JSON.parse(readFileSync(record, 'utf8'));
    const facts = processFacts(found.pid);
    return facts?.startedTicks === found.startedTicks && facts?.state !== 'Z' ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Writes down that this process serves. Answers false when another one does already. */
export function claimRecord(
  folder: ServerFolder,
  { port, version }: Pick<ServerRecord, 'port' | 'version'>,
): boolean {
  const { pid } = process;
  const own: ServerRecord = { pid, startedTicks: processFacts(pid)?.startedTicks, port, version };
  if (!readRecord(folder)) rmSync(folder.record, { force: true });
  // The server before may have taken the folder with it since this one began.
  makeOwnFolder(folder.path, thisMachine(process.env).uid);
  try {
    writeFileSync(folder.record, JSON.stringify(own), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes what this process has left for clients. Its last words stay where it has said any. */
export function forgetRecord(folder: ServerFolder): void {
  if (readRecord(folder)?.pid !== process.pid) return;
  for (const file of [folder.token, folder.authority, folder.kubeconfig]) rmSync(file, { force: true });
  if (statSync(folder.words, { throwIfNoEntry: false })?.size === 0) rmSync(folder.words, { force: true });
  rmSync(folder.record, { force: true });
  try {
    rmdirSync(folder.path);
  } catch {
    // The next server is beginning here already, or words stay.
  }
}

/** How long a server has to say that it is there, in milliseconds. */
const answerMs = 2_000;

/** The server that is written down, if it answers to its own token. */
export async function findServer(folder: ServerFolder): Promise<ServerRecord | undefined> {
  const found = readRecord(folder);
  return found && (await isReady(folder, found.port)) ? found : undefined;
}

function isReady(folder: ServerFolder, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const asked = request({
        host: '127.0.0.1',
        port,
        path: '/readyz',
        ca: readFileSync(folder.authority),
        headers: { authorization: `Bearer ${readFileSync(folder.token, 'utf8')}` },
        agent: false,
        timeout: answerMs,
      });
      asked.on('response', (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      asked.on('timeout', () => asked.destroy());
      asked.on('error', () => resolve(false));
      asked.on('close', () => resolve(false));
      asked.end();
    } catch {
      resolve(false);
    }
  });
}
