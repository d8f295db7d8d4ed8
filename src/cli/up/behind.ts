import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { startingWordsFile } from '../../control/place.ts';
import { projectName } from '../project-name.ts';
import type { Given } from './given.ts';
import { networkFlags } from './network-flags.ts';
import type { UpOptions } from './options.ts';

/** An `up` of its own that loads the program, and waits to be told to begin. */
export interface Behind {
  readonly pid: number;
  /** It runs the pods. `words` is the file that its few words go to. */
  readonly begin: (words: string, stdin?: string) => void;
  /** Settles when other terminals find it; never, where it ends before. */
  readonly listening: Promise<void>;
  /** Its exit code once it has ended; null after a signal. */
  readonly exited: Promise<number | null>;
  readonly kill: () => void;
  /** From now on this process may end before it. */
  readonly letGo: () => void;
  /** It ends without having done anything, unless it has begun. */
  readonly cancel: () => void;
}

/**
 * Starts the run that `--detach` leaves behind. It is ready sooner the earlier it starts: loading the program takes it as long as this
 * process takes to read the manifests and to look at the engine.
 * @throws Failure for a name that no project can have. @throws FolderError
 */
export function startBehind(given: Given, options: UpOptions): Behind {
  const starting = startingWordsFile(process.env);
  const log = openSync(starting, 'w', 0o600);
  const argv = argvOf(given, projectName(options.projectName, given.files), options);
  const child = spawn(process.execPath, [process.argv[1]!, ...argv], {
    detached: true,
    stdio: [given.files.includes('-') ? 'pipe' : 'ignore', 'ignore', log, 'ipc'],
  });
  closeSync(log);
  child.stdin?.on('error', () => {});
  const exited = exitOf(child);
  exited.catch(() => {});
  let hasBegun = false;
  const letGo = (): void => {
    if (child.connected) child.disconnect();
    child.unref();
  };
  return {
    pid: child.pid!,
    listening: new Promise((settle) => void child.once('message', () => settle())),
    exited,
    begin: (words, stdin) => {
      hasBegun = true;
      renameSync(starting, words);
      child.stdin?.end(stdin);
      // It may have ended meanwhile, which its exit code tells.
      if (child.connected) child.send('begin', () => {});
    },
    kill: () => child.kill('SIGTERM'),
    letGo,
    cancel: () => {
      if (hasBegun) return;
      letGo();
      child.kill('SIGTERM');
      rmSync(starting, { force: true });
    },
  };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((settle, fail) => {
    child.once('error', fail);
    child.once('exit', settle);
  });
}

/** The command line of the run that is left behind. It gets whatever does not concern the showing or the waiting. */
function argvOf({ files }: Given, project: string, options: UpOptions): readonly string[] {
  const option = (flag: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [flag, String(value)];
  return [
    ...option('--host', options.host),
    ...['--project-name', project, 'up', '--left-behind', '--sidecars', options.sidecars],
    ...(options.api ? ['--api'] : []),
    ...option('--pull', options.pull),
    ...option('--faults', options.faults === undefined ? undefined : resolve(options.faults)),
    ...option('--record', options.record === undefined ? undefined : resolve(options.record)),
    ...option('--for', options.for === undefined ? undefined : `${options.for}ms`),
    ...option('--grace-period', options.gracePeriod),
    ...(options.ended ?? []).flatMap((one) => ['--ended', one]),
    ...(options.with ?? []).flatMap((recipe) => ['--with', recipe]),
    ...networkFlags(options),
    ...['--', ...files],
  ];
}
