import { posix } from 'node:path';
import { readSynced, type SyncedFile } from './read-files.ts';

/** What copying needs of a container's engine. */
export interface CopyPorts {
  /** Writes files into a container that is made, started or not. @throws Error with the engine's sentence. */
  readonly write: (id: string, files: readonly SyncedFile[]) => Promise<void>;
  /** Removes paths in a container that runs. @throws Error with the reason in one sentence. */
  readonly remove: (id: string, places: readonly string[]) => Promise<void>;
}

/** The files that one container has been given since the watch began. */
export interface Copier {
  /** Copies what is there, and removes what is not. @returns how many files, without those that are no files. */
  copy(
    id: string | undefined,
    copies: ReadonlyMap<string, string>,
  ): Promise<{ readonly copied: number; readonly removed: number }>;
  /** Gives a new instance, which is made and does not run yet, everything that the ones before it got. */
  giveTo(id: string): Promise<void>;
  /** Removes from an instance that runs what was removed before. */
  removeFrom(id: string): Promise<void>;
  /** The image has the files itself. */
  forget(): void;
}

/** So many bytes go to the engine in one request, but for a file that is larger. */
const mostBytes = 16 * 1024 * 1024;

export function createCopier({ write, remove }: CopyPorts): Copier {
  const given = new Map<string, string>();
  const gone = new Set<string>();
  const writeAll = async (id: string | undefined, copies: ReadonlyMap<string, string>) => {
    const removed: string[] = [];
    let copied = 0;
    let waiting: SyncedFile[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      const files = waiting;
      waiting = [];
      bytes = 0;
      if (files.length > 0 && id !== undefined) await write(id, files);
    };
    for (const [place, path] of copies) {
      const found = await readSynced(place, path);
      if (found === 'gone') removed.push(place);
      if (typeof found === 'string') continue;
      waiting.push(found);
      copied += 1;
      bytes += found.content?.length ?? 0;
      if (bytes > mostBytes) await flush();
    }
    await flush();
    return { copied, removed };
  };
  return {
    async copy(id, copies) {
      for (const [place, path] of copies) {
        given.set(place, path);
        gone.delete(place);
      }
      const { copied, removed } = await writeAll(id, copies);
      for (const place of removed) {
        given.delete(place);
        gone.add(place);
      }
      const places = outermost(removed);
      if (places.length > 0 && id !== undefined) await remove(id, places);
      return { copied, removed: removed.length };
    },
    async giveTo(id) {
      await writeAll(id, given);
    },
    async removeFrom(id) {
      if (gone.size > 0) await remove(id, outermost([...gone]));
    },
    forget() {
      given.clear();
      gone.clear();
    },
  };
}

/** A folder that is gone takes what is in it along. */
function outermost(places: readonly string[]): readonly string[] {
  const all = new Set(places);
  const isInside = (place: string): boolean => {
    for (let above = posix.dirname(place); above !== '/'; above = posix.dirname(above))
      if (all.has(above)) return true;
    return false;
  };
  return places.filter((place) => !isInside(place));
}
