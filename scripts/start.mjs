import { join } from 'node:path';
import { prepare, root } from './lib/prepare.mjs';

/** Runs the program of a checkout that is not installed or not built, once it is. It is the program from then on. */

const main = join(root, 'dist', 'main.js');
try {
  await prepare({ tell: (line) => process.stderr.write(`outrider: ${line}\n`) });
} catch (error) {
  process.stderr.write(`outrider: ${error.message}\n`);
  process.exit(1);
}
process.argv[1] = main;
await import(main);
