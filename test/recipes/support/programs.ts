import { execFileSync } from 'node:child_process';
import { describe } from '@jest/globals';
import { catalogueImage, localMirror } from '../../../src/images/catalogue.ts';

/** `describe`, or `describe.skip` with a word on why, when the program's image is not on the engine. */
export function unlessThere(...programs: readonly string[]): typeof describe | typeof describe.skip {
  const missing = programs.filter((name) => !isThere(catalogueImage(name).reference));
  if (missing.length === 0) return describe;
  const reason = process.env['OUTRIDER_MISSING_PROGRAMS'] ?? `npm run images -- ${missing.join(' ')}`;
  process.stderr.write(`skipped: the image of ${missing.join(', ')} is not there (${reason})\n`);
  return describe.skip;
}

/** The same for an official image that none of ours can stand for: it must be on the engine under the mirror's name. */
export function unlessPulled(reference: string): typeof describe | typeof describe.skip {
  const local = `${localMirror}/${reference}`;
  if (isThere(local)) return describe;
  const cure = `docker pull ${reference} && docker tag ${reference} ${local}`;
  process.stderr.write(
    `skipped: ${reference} has no stand-in, for no registry of packages carries its program, and is not on the engine (${cure})\n`,
  );
  return describe.skip;
}

function isThere(reference: string): boolean {
  try {
    execFileSync('docker', ['image', 'inspect', reference], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
