import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** What the folders depend on besides the environment. A test gives its own. */
export interface Machine {
  /** The user's id. Undefined where the system has none (Windows). */
  readonly uid: number | undefined;
  /** The user's home, or undefined when the system knows of none. */
  readonly home: string | undefined;
  /** The folder where every user may create something. */
  readonly shared: string;
}

/** Why a folder cannot be used, and what to do. The `code` marks it as a fault of the machine, not of the program. */
export class FolderError extends Error {
  readonly code = 'folder';
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * This process's machine. A user without an entry in the passwd file has a uid all the same; `os.userInfo()` and
 * `os.homedir()` throw for such a user.
 */
export function thisMachine(env: Env): Machine {
  return { uid: process.getuid?.(), home: env['HOME'] || homeOrNone(), shared: '/tmp' };
}

function homeOrNone(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

/**
 * Where sockets live while their processes do: `$XDG_RUNTIME_DIR/outrider`, or `/tmp/outrider-UID` where that variable is
 * missing, empty, relative or names no folder. (XDG Base Directory Specification: a relative path is ignored.)
 */
export function runtimeFolder(env: Env, machine: Machine = thisMachine(env)): string {
  const given = absolute(env['XDG_RUNTIME_DIR']);
  if (given !== undefined && isFolder(given)) return join(given, 'outrider');
  return fallbackFolder(machine);
}

/** What outlives a process: `$XDG_STATE_HOME/outrider`, by default `~/.local/state/outrider`. */
export function stateFolder(env: Env, machine: Machine = thisMachine(env)): string {
  return homeFolder(env['XDG_STATE_HOME'], ['.local', 'state'], machine);
}

/** What a person writes: `$XDG_CONFIG_HOME/outrider`, by default `~/.config/outrider`. */
export function configFolder(env: Env, machine: Machine = thisMachine(env)): string {
  return homeFolder(env['XDG_CONFIG_HOME'], ['.config'], machine);
}

function homeFolder(given: string | undefined, byDefault: readonly string[], machine: Machine): string {
  const base = absolute(given);
  if (base !== undefined) return join(base, 'outrider');
  return machine.home === undefined ? fallbackFolder(machine) : join(machine.home, ...byDefault, 'outrider');
}

function fallbackFolder({ uid, shared }: Machine): string {
  return join(shared, `outrider-${uid ?? 'user'}`);
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && path !== '' && isAbsolute(path) ? path : undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Makes a folder that only its user may enter, or checks the one that is there. A link is not followed: in a folder that
 * everybody may write to, somebody else could have put it there.
 * @throws FolderError when it is a link, belongs to somebody else, is open to others, or cannot be made.
 */
export function makeOwnFolder(path: string, uid: number | undefined): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotMake(path, error as Error);
  }
  const problem = problemOf(path, uid);
  if (problem !== undefined) throw problem;
}

/** Whether the folder is there and only its user may enter it; undefined means that it is not there. */
export function isOwnFolder(path: string, uid: number | undefined): boolean | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  return problemOf(path, uid) === undefined;
}

function problemOf(path: string, uid: number | undefined): FolderError | undefined {
  const found = lstatSync(path);
  if (!found.isDirectory())
    return new FolderError(`${path} is no folder of its own`, 'Remove it: it must be a folder, and no link.');
  if (uid === undefined) return undefined;
  if (found.uid !== uid)
    return new FolderError(
      `${path} belongs to another user (uid ${found.uid})`,
      'Remove it, or set XDG_RUNTIME_DIR to a folder of your own.',
    );
  if ((found.mode & 0o077) !== 0)
    return new FolderError(`${path} is open to other users`, `Close it: chmod 700 ${path}`);
  return undefined;
}

function cannotMake(path: string, error: Error): FolderError {
  return new FolderError(
    `cannot make the folder ${path}: ${error.message}`,
    'XDG_RUNTIME_DIR and XDG_STATE_HOME name other places.',
  );
}
