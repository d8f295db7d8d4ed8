import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { prepare, root } from './lib/prepare.mjs';

/**
 * `npm run bench -- NAME [OPTION…]`: one measurement, from `test/bench/NAME/main.mjs`. Such a module exports `images`, the
 * project's images that it needs (none: no engine either), and `run`, which takes the rest of the command line and a
 * connection to the engine.
 */
const benches = join(root, 'test/bench');

await main(async () => {
  const [name, ...args] = process.argv.slice(2);
  const file = join(benches, name ?? '', 'main.mjs');
  if (!name || !existsSync(file)) throw new Error(`say which: npm run bench -- ${names().join(' | ')}`);
  await prepare({ signal: interruption });
  const { images, run } = await import(file);
  if (images.length === 0) return run(args);
  const engine = await needEngine();
  try {
    await needImages(engine, images);
    return await run(args, engine);
  } finally {
    engine.close();
  }
});

function names() {
  return readdirSync(benches).filter((name) => existsSync(join(benches, name, 'main.mjs')));
}
