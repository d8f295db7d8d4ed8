import { parseArgs } from 'node:util';
import { needEngine } from './lib/engine.mjs';
import { attempt } from './lib/main.mjs';
import { makeImages, prepare } from './lib/prepare.mjs';

/** `npm run images -- [NAME…] [--way auto|dockerfile|packages]`: makes the project's images, or those named. */
await attempt(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { way: { type: 'string', default: 'auto' } },
  });
  prepare();
  await needEngine();
  await makeImages(positionals.length > 0 ? positionals : 'all', values.way);
});
