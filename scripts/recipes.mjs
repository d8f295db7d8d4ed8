import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { test } from './lib/steps.mjs';
import { tryImages } from './lib/try-images.mjs';

/** Other people's programs that recipes are tried with. */
const programs = [
  // One a line, for they are many.
  'haproxy',
  'envoy',
  'openbao',
  'otel-collector',
  'fluent-bit',
  'postgres',
  'pgbouncer',
  'nginx',
  'nginx-exporter',
  'mitmproxy',
];

/**
 * `npm run test:recipes`: every recipe with its real program. One that cannot be had is skipped, with the reason. The last
 * line on stdout sums them up.
 */
await main(async () => {
  await prepare({ signal: interruption });
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo']);
  const missing = await tryImages(engine, programs);
  engine.close();
  const { passed, failed } = await test('recipes', '--runInBand');
  for (const reason of missing) say(`skipped: ${reason}`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
