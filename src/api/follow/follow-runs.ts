import { readdirSync } from 'node:fs';
import type { ControlClient } from '../../control/client.ts';
import { findRun } from '../../control/find.ts';
import { isOwnFolder } from '../../control/folders.ts';
import { pidsIn, socketPath } from '../../control/path.ts';
import type { MeetingPlace } from '../../control/place.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { Pump, RunKey } from '../pump/pump.ts';

/** How often new runs are looked for, in milliseconds: one look is a list of a small folder. */
const lookEveryMs = 500;

interface FollowPorts {
  readonly pump: Pump;
  /** Where the runs of the projects meet; asked at each look, as projects come. */
  readonly places: () => Promise<readonly MeetingPlace[]>;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Follows every run of some projects, those that come later too, until the signal aborts. Settles when the runs that are there at the beginning are known. */
export async function followRuns(ports: FollowPorts, signal: AbortSignal): Promise<void> {
  const followed = new Set<string>();
  const look = async (): Promise<void> => {
    const places = await ports.places();
    await Promise.all(places.flatMap((place) => newSockets(place, followed)).map(begin));
  };
  const begin = async ({ path, key }: NewSocket): Promise<void> => {
    followed.add(path);
    const found = await findRun(path, key.pid);
    if (found?.is !== 'there') {
      // It may be stopped for a while, or not listen yet: it is looked at again.
      followed.delete(path);
      return;
    }
    const known = followRun(found.client, key, ports.pump, signal);
    void known.ended.then(() => followed.delete(path));
    await known.told;
  };
  await look();
  void keepLooking(look, ports, signal);
}

async function keepLooking(
  look: () => Promise<void>,
  { pause }: FollowPorts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(lookEveryMs, signal);
    // An engine that does not answer for a moment is asked again.
    if (!signal.aborted) await look().catch(() => {});
  }
}

interface NewSocket {
  readonly path: string;
  readonly key: RunKey;
}

function newSockets({ folder, uid, of }: MeetingPlace, followed: ReadonlySet<string>): readonly NewSocket[] {
  if (!isOwnFolder(folder, uid)) return [];
  return pidsIn(readdirSync(folder), of)
    .map((pid) => ({ path: socketPath(folder, of, pid), key: { project: of.project, pid } }))
    .filter(({ path }) => !followed.has(path));
}

interface FollowedRun {
  /** What the run was given, and everything told so far, is in the pump. */
  readonly told: Promise<void>;
  readonly ended: Promise<void>;
}

function followRun(client: ControlClient, key: RunKey, pump: Pump, signal: AbortSignal): FollowedRun {
  const close = (): void => client.close();
  signal.addEventListener('abort', close, { once: true });
  const ask = askAgain(async () => {
    const reply = await client.ask({ type: 'objects' });
    if (reply.type === 'objects') pump.objects(key, reply);
  });
  const subscribed = client.subscribe((notice) => {
    if (notice.type !== 'event') return;
    pump.event(key, notice.event);
    if (changesObjects(notice.event)) void ask();
  });
  const ended = subscribed.then(
    () => {},
    () => {},
  );
  void ended.then(() => {
    signal.removeEventListener('abort', close);
    client.close();
    pump.gone(key);
  });
  // Replies keep their order: once this one is here, so is everything told before.
  return { told: ask(), ended };
}

/** Whether a run has been given something else. */
function changesObjects({ type }: OutriderEvent): boolean {
  return type === 'PodCreated' || type === 'PodUpdated';
}

/** One question at a time; what is asked for meanwhile is one more question afterwards. Nothing is thrown: a run that is gone closes its connection. */
function askAgain(question: () => Promise<void>): () => Promise<void> {
  let isAsking = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isAsking) return;
    isAsking = true;
    while (isWanted) {
      isWanted = false;
      await question().catch(() => {});
    }
    isAsking = false;
  };
}
