import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { test } from './lib/steps.mjs';

const release = '1.31.0';
const cache =
  process.env.OUTRIDER_JUDGES || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'outrider');
const programs = ['pilot-discovery', 'pilot-agent'].map((name) => join(cache, `istio-${release}/bin`, name));

/**
 * `npm run test:istio [-- --build]`: the rules of examples/istio on real istiod and Envoy, each by what it does to traffic. The programs of
 * Istio take ten minutes of a processor once: without `--build` the suite runs where they are in the cache folder.
 */
await main(async () => {
  const isBuilt = programs.every((path) => existsSync(path));
  if (!isBuilt && !process.argv.includes('--build')) {
    say(
      `skipped: istiod and pilot-agent ${release} are not in the cache folder; \`npm run test:istio -- --build\` compiles them. Recorded answers of theirs are tested by \`npm run unit\``,
    );
    process.stdout.write('0 passed, 0 failed\n');
    return 0;
  }
  await prepare({ signal: interruption });
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo', 'istio-pilot', 'istio-proxyv2']);
  engine.close();
  const { passed, failed } = await test('istio', '--runInBand');
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
