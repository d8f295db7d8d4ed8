import { watch } from 'chokidar';

export interface FollowedFiles {
  add(roots: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * Tells the paths that change below folders, or files themselves: made, written, renamed, removed.
 * @param skips tells what need not be watched.
 * @param problem is told in one sentence why something cannot be watched.
 * @returns once what is there is watched.
 */
export async function followFiles(
  roots: readonly string[],
  skips: (path: string) => boolean,
  changed: (path: string) => void,
  problem: (message: string) => void,
): Promise<FollowedFiles> {
  const watcher = watch([...roots], {
    ignoreInitial: true,
    followSymlinks: false,
    // The engine decides about permissions, not the watcher.
    ignorePermissionErrors: true,
    ignored: (path) => skips(path),
  });
  watcher.on('all', (_event, path) => changed(path));
  watcher.on('error', (error) => problem(whyNot(error as NodeJS.ErrnoException)));
  await new Promise<void>((resolve) => {
    watcher.once('ready', resolve);
  });
  return { add: (more) => void watcher.add([...more]), close: () => watcher.close() };
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOSPC' || code === 'EMFILE')
    return 'this machine lets no more files be watched: raise fs.inotify.max_user_watches and max_user_instances, or name folders in `ignore`';
  return `some files cannot be watched: ${message}`;
}
