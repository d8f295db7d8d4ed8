import { spawn } from 'node:child_process';
import { once } from 'node:events';

type Environment = Readonly<Record<string, string>>;

/** A command of a person's own as a shell script: with its variables, and a moment to read what it printed. */
export function commandScript(run: string, environment: Environment): string {
  const variables = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return [...variables, run, `printf '\\n[exit code %s, enter goes back] ' "$?"; read -r _`].join('\n');
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Runs a command on this machine, with the terminal. Ctrl-C is the command's meanwhile. */
export async function runHere(run: string, environment: Environment): Promise<void> {
  const listeners = process.rawListeners('SIGINT') as (() => void)[];
  const ignore = (): void => {};
  process.removeAllListeners('SIGINT').on('SIGINT', ignore);
  try {
    await once(spawn('sh', ['-c', commandScript(run, environment)], { stdio: 'inherit' }), 'exit');
  } finally {
    process.off('SIGINT', ignore);
    for (const listener of listeners) process.on('SIGINT', listener);
  }
}
