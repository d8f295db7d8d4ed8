/**
 * Lets an abort end a program with every process of its group, which would go on after it; `pid` leads the group, that
 * is, it was started `detached`.
 * @returns what releases the signal again.
 */
export function killGroupOnAbort(pid: number | undefined, signal: AbortSignal): () => void {
  const kill = () => {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  };
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  return () => signal.removeEventListener('abort', kill);
}
