import { join } from 'node:path';
import { root } from './prepare.mjs';

/** A part of the built program, once `prepare` has run: what the program can do need not be written again here. */
export function load(entry) {
  return import(join(root, 'dist', `${entry}.js`));
}
