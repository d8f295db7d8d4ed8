import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Answers with what is kept under a name, if that is still good; else with what `make` gives, which is kept from then on.
 * So a second `up`, in another process as well, has the secrets of the first one.
 */
export type Keep = (
  name: string,
  isGood: (text: string) => boolean,
  make: () => Promise<string>,
) => Promise<string>;

/** Keeps each in a file of its own, which only its user may read. @throws the file system's errors */
export function keepIn(folder: string): Keep {
  return async (name, isGood, make) => {
    const file = join(folder, encodeURIComponent(name));
    const kept = await read(file);
    if (kept !== undefined && isGood(kept)) return kept;
    const made = await make();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const fresh = join(folder, `.${randomUUID()}`);
    await writeFile(fresh, made, { mode: 0o600, flag: 'wx' });
    try {
      if (kept !== undefined) await rename(fresh, file);
      else if (!(await linked(fresh, file))) return (await read(file)) ?? made;
      return made;
    } finally {
      await rm(fresh, { force: true });
    }
  };
}

/** False when another process was there first: both have to use the same. */
async function linked(fresh: string, file: string): Promise<boolean> {
  try {
    await link(fresh, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
