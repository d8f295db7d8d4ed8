import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A project that both readers read. */
export interface Case {
  readonly name: string;
  readonly folder: string;
  /** Within the folder. */
  readonly files: readonly string[];
  readonly profiles: readonly string[];
  readonly envFiles?: readonly string[];
}

/** What `${…}` stands for in every case. */
export const environment = { HOME: '/home/somebody', WORD: 'word', NUMBER: '7', TRUE: 'true', EMPTY: '' };

const own = join(import.meta.dirname, 'files');
const root = join(import.meta.dirname, '..', '..');
const examples = join(root, 'examples', 'compose');

/** Every file and folder of `files/`, and the examples. `case.json` in a folder says what a command line would. */
export function allCases(): readonly Case[] {
  const given = readdirSync(own, { withFileTypes: true }).flatMap((entry) => {
    const path = join(own, entry.name);
    if (entry.isDirectory()) return [folderCase(path)];
    return /\.ya?ml$/.test(entry.name) ? [fileCase(path)] : [];
  });
  const shown = readdirSync(examples).filter((name) => /\.ya?ml$/.test(name));
  const shop = fileCase(join(root, 'docker-compose.example.yml'));
  return [...given, ...shown.map((name) => fileCase(join(examples, name))), shop];
}

function fileCase(path: string): Case {
  return {
    name: basename(path).replace(/\.ya?ml$/, ''),
    folder: dirname(path),
    files: [basename(path)],
    profiles: [],
  };
}

function folderCase(folder: string): Case {
  const settings = join(folder, 'case.json');
  const said = existsSync(settings) ? JSON.parse(readFileSync(settings, 'utf8')) : {};
  return { name: basename(folder), folder, files: ['compose.yaml'], profiles: [], ...said };
}
