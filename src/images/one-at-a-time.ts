import { type LockOptions, withLock } from './process-lock.mjs';

/**
 * Does work that other processes of this user do one after the other. Without a folder, or where files cannot be
 * written there, it is done at once: doing it twice costs time, not doing it costs the user more.
 */
export async function oneAtATime<T>(
  locks: string | undefined,
  name: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (locks === undefined) return work();
  let begun = false;
  const begin = (): Promise<T> => {
    begun = true;
    return work();
  };
  try {
    return await withLock(locks, name, options, begin);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (begun) throw error;
    return work();
  }
}
