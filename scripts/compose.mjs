import { composeJudge, composeVersion } from './lib/compose-judge.mjs';
import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { test } from './lib/steps.mjs';

/**
 * `npm run test:compose`: every file of `test/compose/files/` and `examples/compose/` means here what the official Compose
 * says it means, or what it said when that cannot be had; then what honoured fields do on the engine, and the shop of
 * `docker-compose.example.yml`. The last line on stdout sums it up.
 */
await main(async () => {
  await prepare();
  const judge = composeJudge();
  if (judge) process.env.OUTRIDER_COMPOSE_JUDGE = judge;
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo', 'haproxy', 'postgres']);
  engine.close();
  const { passed, failed } = await test('compose', '--runInBand');
  say(
    judge ? `compared with compose ${composeVersion}` : `compared with recorded answers of ${composeVersion}`,
  );
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
