import { clientPrograms } from './lib/client-programs.mjs';
import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { test } from './lib/steps.mjs';

/**
 * `npm run test:clients [-- --build]`: the clients of a cluster on pods that run here, by way of `outrider kubeconfig`. A client that cannot
 * be had is left out, with the reason on stderr. The last line on stdout sums it up.
 */
await main(async () => {
  await prepare();
  const programs = clientPrograms({ build: process.argv.includes('--build') });
  for (const [name, path] of Object.entries(programs))
    process.env[`OUTRIDER_CLIENT_${name.toUpperCase()}`] = path;
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo']);
  engine.close();
  const { passed, failed } = await test('clients', '--runInBand');
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
