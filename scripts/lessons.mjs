import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { test } from './lib/steps.mjs';
import { tryImages } from './lib/try-images.mjs';

/** Other people's programs that the lessons run. */
const programs = ['haproxy', 'nginx', 'nginx-exporter', 'openbao'];

/**
 * `npm run test:lessons`: every lesson from its start to its solution. One whose programs cannot be had is skipped, with
 * the reason. The last line on stdout sums them up.
 */
await main(async () => {
  await prepare({ signal: interruption });
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo']);
  const missing = await tryImages(engine, programs);
  engine.close();
  // Most of a lesson is waiting, so two of them go side by side.
  const { passed, failed } = await test('lessons', '--maxWorkers=2');
  for (const reason of missing) say(`skipped: ${reason}`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
