import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

/** The folders of one run. Everything that the program may write to is in one of them. */
export interface RunFolders {
  readonly base: string;
  readonly runtime: string;
  readonly state: string;
  readonly config: string;
  readonly temporary: string;
  /** What the containers note, one file each. */
  readonly evidence: string;
  /** Makes the folder of the state a small file system of its own; false where this machine does not let us. */
  mountState(): boolean;
  /** Leaves no room in it. */
  fillState(): void;
  /** The names of everything that lies in the folders that `down` has to leave empty. */
  left(): readonly string[];
  notes(container: string): string;
  /** What detached supervisors have written down for people. */
  words(): string;
  remove(): void;
}

const stateKilobytes = 256;

export function makeFolders(base: string): RunFolders {
  const at = (name: string): string => join(base, name);
  const folders = ['run', 'state', 'config', 'tmp', 'evidence'].map(at);
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(at('evidence'), 0o777);
  let mounted = false;
  return {
    base,
    runtime: at('run'),
    state: at('state'),
    config: at('config'),
    temporary: at('tmp'),
    evidence: at('evidence'),
    mountState() {
      const options = [
        '-t',
        'tmpfs',
        '-o',
        `size=${stateKilobytes}k,mode=700`,
        'outrider-chaos',
        at('state'),
      ];
      mounted = spawnSync('mount', options).status === 0;
      return mounted;
    },
    fillState: () => fill(join(at('state'), 'filler')),
    left: () => [...filesIn(at('run')), ...filesIn(at('tmp'))].map((file) => `file ${relative(base, file)}`),
    words: () => [...filesIn(at('state')), ...filesIn(at('run'))].map(wordsIn).join(''),
    notes: (container) => readIfThere(join(at('evidence'), container)),
    remove() {
      if (mounted) spawnSync('umount', ['--lazy', at('state')]);
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Whether this machine lets us mount a file system. */
export function canMount(base: string): boolean {
  const folders = makeFolders(base);
  try {
    return folders.mountState();
  } finally {
    folders.remove();
  }
}

function fill(file: string): void {
  try {
    writeFileSync(file, Buffer.alloc(stateKilobytes * 2048));
  } catch {
    // It is full now.
  }
}

/** Folders that are empty count for nothing; sockets and links do. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => !lstatSync(file).isDirectory());
}

/** The recording and what fills a disk are no words, and neither is a socket. */
function wordsIn(file: string): string {
  const isWords = lstatSync(file).isFile() && !['filler', 'recording'].includes(basename(file));
  return isWords ? readIfThere(file) : '';
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
