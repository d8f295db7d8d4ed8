import { parseArgs } from 'node:util';
import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';

/** `npm run images -- [NAME…] [--way auto|dockerfile|packages]`: makes the project's images, or those named. */
await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { way: { type: 'string', default: 'auto' } },
  });
  if (!['auto', 'dockerfile', 'packages'].includes(values.way))
    throw new Error(`there is no way ${values.way}`);
  await prepare({ signal: interruption });
  const engine = await needEngine();
  await needImages(engine, positionals.length > 0 ? positionals : 'all', values.way);
  engine.close();
});
