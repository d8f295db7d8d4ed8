import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { starterLesson } from '../../lessons/tell/starter.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** `outrider lesson new FOLDER`: a first lesson that can be played as it is. @throws Failure where something is there already */
export function newLesson(given: string): number {
  const folder = resolve(given);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Failure(exitCodes.usage, `${given} is there already, with files in it`, 'Name another folder.');
  for (const [name, text] of Object.entries(starterLesson(basename(folder)))) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stderr.write(`outrider: wrote ${relative(process.cwd(), file)}\n`);
  }
  const path = given.includes('/') ? given : `./${given}`;
  process.stderr.write(`outrider: \`outrider lesson start ${path} FOLDER\` plays it\n`);
  return exitCodes.ok;
}
