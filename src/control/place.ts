import { join } from 'node:path';
import { makeOwnFolder, runtimeFolder, stateFolder, thisMachine } from './folders.ts';
import { type ProjectOnEngine, socketPath } from './path.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the runs of a project on an engine meet on this machine. */
export interface MeetingPlace {
  readonly folder: string;
  readonly uid: number | undefined;
  readonly of: ProjectOnEngine;
}

export function meetingPlace(env: Env, of: ProjectOnEngine): MeetingPlace {
  return { folder: runtimeFolder(env), uid: thisMachine(env).uid, of };
}

/**
 * Where this process is to listen; its folder is there afterwards, and nobody else's.
 * @throws FolderError
 */
export function ownSocket({ folder, uid, of }: MeetingPlace): string {
  makeOwnFolder(folder, uid);
  return socketPath(folder, of, process.pid);
}

/**
 * Where a detached run of the project leaves its few words; the folder is there afterwards.
 * @throws FolderError
 */
export function wordsFile(env: Env, { of, uid }: MeetingPlace): string {
  const folder = join(stateFolder(env), 'runs');
  makeOwnFolder(folder, uid);
  return wordsPath(folder, of);
}

/**
 * Where a detached run writes before it is known on which engine it is; the folder is there afterwards.
 * @throws FolderError
 */
export function startingWordsFile(env: Env): string {
  const folder = join(stateFolder(env), 'runs');
  makeOwnFolder(folder, thisMachine(env).uid);
  return join(folder, `starting-${process.pid}.log`);
}

function wordsPath(folder: string, of: ProjectOnEngine): string {
  return socketPath(folder, of, 0).replace(/\.0\.sock$/, '.log');
}

/** A file of the project that this machine keeps between runs. Its folder need not be there. */
export function stateFileOf(env: Env, { of }: MeetingPlace, name: string): string {
  return socketPath(join(stateFolder(env), 'runs'), of, 0).replace(/\.0\.sock$/, `.${name}`);
}

/** The same path without making anything, to remove the file. */
export function wordsFileOf(env: Env, { of }: MeetingPlace): string {
  return wordsPath(join(stateFolder(env), 'runs'), of);
}
