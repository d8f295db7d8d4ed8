import { execFileSync } from 'node:child_process';
import { describe } from '@jest/globals';
import { catalogueImage } from '../../../src/images/catalogue.ts';

/** `describe`, or `describe.skip` with a word on why, when the program's image is not on the engine. */
export function unlessThere(...programs: readonly string[]): typeof describe | typeof describe.skip {
  const missing = programs.filter((name) => !isThere(catalogueImage(name).reference));
  if (missing.length === 0) return describe;
  const reason = process.env['OUTRIDER_MISSING_PROGRAMS'] ?? `npm run images -- ${missing.join(' ')}`;
  process.stderr.write(`skipped: the image of ${missing.join(', ')} is not there (${reason})\n`);
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
