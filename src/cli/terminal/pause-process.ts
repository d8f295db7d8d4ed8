/** A shell with job control stops the group at once; one without it, or none, lets the process go on. */
const stopWithinMs = 300;

/**
 * Stops this process and what it shares a terminal with, as ctrl-z does outside of raw mode. Settles when the shell has continued
 * it, or soon where nothing can stop it: the kernel lets no group be stopped that nobody could continue (POSIX, orphaned groups).
 */
export async function pauseProcess(note: string): Promise<void> {
  process.stdout.write(`${note}\n`);
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      clearTimeout(timer);
      process.off('SIGCONT', settle);
      resolve();
    };
    const timer = setTimeout(settle, stopWithinMs);
    process.once('SIGCONT', settle);
    process.kill(0, 'SIGTSTP');
  });
}
