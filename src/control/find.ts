import { readdirSync, rmSync } from 'node:fs';
import { type ControlClient, connectControl } from './client.ts';
import { isOwnFolder } from './folders.ts';
import { pidsIn, socketPath } from './path.ts';
import type { MeetingPlace } from './place.ts';
import { isStopped, processFacts } from './process.ts';
import type { Greeting } from './protocol.ts';

/** A run of a project on this machine, of this user. */
export type FoundRun =
  | {
      readonly is: 'there';
      readonly pid: number;
      readonly client: ControlClient;
      readonly pods: readonly string[];
      /** The pods that it is about to make. */
      readonly coming: readonly string[];
    }
  /** It does not answer; `stopped` when a signal or a debugger holds it. */
  | { readonly is: 'silent'; readonly pid: number; readonly stopped: boolean }
  | { readonly is: 'otherVersion'; readonly pid: number; readonly greeting: Greeting };

/**
 * Every run of the project that listens in the folder. A look takes 2 s at most; a folder that others may enter is not looked into. A run
 * that ends meanwhile may have left another one behind, so the folder is read again.
 */
export async function findRuns({ folder, uid, of }: MeetingPlace): Promise<readonly FoundRun[]> {
  if (!isOwnFolder(folder, uid)) return [];
  const all: FoundRun[] = [];
  const known = new Set<number>();
  for (let isGone = true; isGone; ) {
    const pids = pidsIn(readdirSync(folder), of).filter((pid) => !known.has(pid));
    for (const pid of pids) known.add(pid);
    const found = await Promise.all(pids.map((pid) => findRun(socketPath(folder, of, pid), pid)));
    all.push(...found.filter((run) => run !== undefined));
    isGone = found.includes(undefined);
  }
  return all;
}

/** What listens at one socket; undefined when nobody does. */
export async function findRun(path: string, pid: number): Promise<FoundRun | undefined> {
  const connected = await connectControl(path);
  if (connected.is === 'gone') return undefined;
  if (connected.is === 'otherVersion') return { is: 'otherVersion', pid, greeting: connected.greeting };
  if (connected.is === 'silent') return silent(pid);
  const { client } = connected;
  const reply = await client.ask({ type: 'pods' }).catch(() => undefined);
  if (reply?.type === 'pods') {
    const { pods, coming = [] } = reply;
    return { is: 'there', pid, client, pods, coming };
  }
  client.close();
  return silent(pid);
}

function silent(pid: number): FoundRun {
  return { is: 'silent', pid, stopped: isStopped(processFacts(pid)) };
}

/** Removes the sockets of the project behind which no process is any more. */
export async function removeStale({ folder, uid, of }: MeetingPlace): Promise<void> {
  if (!isOwnFolder(folder, uid)) return;
  await Promise.all(
    pidsIn(readdirSync(folder), of).map(async (pid) => {
      const path = socketPath(folder, of, pid);
      const connected = await connectControl(path);
      if (connected.is === 'there') connected.client.close();
      if (connected.is === 'gone') rmSync(path, { force: true });
    }),
  );
}
