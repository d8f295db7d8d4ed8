import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of this machine on its way into a container. */
export interface SyncedFile {
  /** The place in the container, absolute. */
  readonly place: string;
  /** Absent for a link. */
  readonly content?: Uint8Array;
  readonly link?: string;
  readonly mode: number;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/** What is there now: a batch is about the past. */
export type Found = SyncedFile | 'gone' | 'folder' | 'special';

export async function readSynced(place: string, path: string): Promise<Found> {
  try {
    const {
      mode,
      mtimeMs: changedAt,
      ...stats
    } = await lstat(path).then((one) => ({
      mode: one.mode & 0o7777,
      mtimeMs: one.mtimeMs,
      isLink: one.isSymbolicLink(),
      isFile: one.isFile(),
      isFolder: one.isDirectory(),
    }));
    if (stats.isFolder) return 'folder';
    if (stats.isLink) return { place, link: await readlink(path), mode, changedAt };
    if (stats.isFile) return { place, content: await readFile(path), mode, changedAt };
    return 'special';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return 'gone';
    throw error;
  }
}

/** Every file below a folder, or the file itself. */
export async function filesBelow(root: string, skips: (path: string) => boolean): Promise<readonly string[]> {
  const found = await lstat(root).catch(() => undefined);
  if (!found?.isDirectory()) return found ? [root] : [];
  const files: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (skips(path)) continue;
      if (entry.isDirectory()) await walk(path);
      else files.push(path);
    }
  };
  await walk(root);
  return files;
}

/** A folder that has come stands for what is in it: its files may have been there before anybody watched it. */
export async function withFilesBelow(
  paths: ReadonlySet<string>,
  skips: (path: string) => boolean,
): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  for (const path of paths) {
    all.add(path);
    for (const file of await filesBelow(path, skips)) all.add(file);
  }
  return all;
}
