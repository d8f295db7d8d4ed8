import { spawn } from 'node:child_process';

/** An `up` of our own that runs beside this process. */
export interface ChildRun {
  /** Settles with the exit code; a signal counts as 1. */
  readonly ended: Promise<number>;
  /** As a Ctrl-C: the first stops in order, the second kills. */
  readonly interrupt: () => void;
}

/** Starts one in a process group of its own: a Ctrl-C of the terminal reaches it by way of this process alone, once. */
export function startChild(argv: readonly string[]): ChildRun {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...argv], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  return { ended, interrupt: () => void child.kill('SIGINT') };
}
