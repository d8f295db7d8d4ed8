/** The turn that this process has. */
export interface Turn {
  /** Also keeps the lock while this child process lives, for the case that this process is killed. */
  keepFor(pid: number): Promise<void>;
}

export interface LockOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** Called with the pid of the process that has the lock, once for each such process. */
  readonly onWait?: (pid: number) => void;
}

/**
 * Runs `work` while no other process on this machine runs work under the same name. Others wait for their turn. A
 * process that died does not hold the lock.
 * @param folder is made where it is missing; it keeps one small file for each name.
 * @throws the signal's reason, an error of the file system, or what `work` throws
 */
export function withLock<T>(
  folder: string,
  name: string,
  options: LockOptions,
  work: (turn: Turn) => Promise<T>,
): Promise<T>;
