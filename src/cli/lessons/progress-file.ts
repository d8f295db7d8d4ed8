import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeOwnFolder, stateFolder, thisMachine } from '../../control/folders.ts';
import type { Progress } from '../../lessons/progress/progress.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

function folder(): string {
  return join(stateFolder(process.env), 'lessons');
}

function fileOf(project: string): string {
  return join(folder(), `${project}.json`);
}

/** The recording of a lesson's newest run. */
export function runFile(project: string): string {
  return join(folder(), `${project}.jsonl.gz`);
}

/** Keeps how far one is. Another process sees the old one or the new one, whole. */
export function keepProgress(progress: Progress): void {
  makeOwnFolder(folder(), thisMachine(process.env).uid);
  const fresh = `${fileOf(progress.project)}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(progress, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, fileOf(progress.project));
}

export function readProgress(project: string): Progress | undefined {
  return existsSync(fileOf(project)) ? parse(readFileSync(fileOf(project), 'utf8')) : undefined;
}

/** What is kept of all lessons that were begun, those used last first. */
export function allProgress(): readonly Progress[] {
  if (!existsSync(folder())) return [];
  return readdirSync(folder())
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readProgress(name.slice(0, -'.json'.length)) ?? [])
    .sort((one, other) => other.usedAt.localeCompare(one.usedAt));
}

export function forgetRun(project: string): void {
  rmSync(runFile(project), { force: true });
}

/**
 * The lesson that a command is about: the one whose project is named, else the one in whose folder this is, else the one used last.
 * @throws Failure when there is none
 */
export function currentProgress(projectName: string | undefined): Progress {
  const all = allProgress();
  const here = process.cwd();
  const found =
    projectName === undefined
      ? (all.find((one) => isWithin(here, one.folder)) ?? all[0])
      : all.find(({ project }) => project === projectName);
  if (found) return found;
  const which = projectName === undefined ? '' : ` with the project ${projectName}`;
  throw new Failure(
    exitCodes.usage,
    `no lesson${which} has begun`,
    '`outrider lesson list` shows them, `outrider lesson start NAME` begins one.',
  );
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !way.startsWith('/'));
}

function parse(text: string): Progress | undefined {
  try {
    const found = JSON.parse(text) as Partial<Progress>;
    return found.version === 1 && typeof found.folder === 'string' ? (found as Progress) : undefined;
  } catch {
    return undefined;
  }
}
