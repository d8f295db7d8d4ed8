import { findChromium } from './lib/chromium.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { test } from './lib/steps.mjs';

/**
 * `npm run test:page`: the page of `report` and `view` in a Chromium. Where none can be had it is skipped, with the reason.
 * The last line on stdout sums it up.
 */
await main(async () => {
  await prepare();
  const { program, reason } = await findChromium();
  if (!program) {
    say(`the page is not tested: ${reason}`);
    process.stdout.write('0 passed, 0 failed\n');
    return 0;
  }
  process.env.OUTRIDER_CHROMIUM = program;
  const { passed, failed } = await test('page', '--runInBand', ...process.argv.slice(2));
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
