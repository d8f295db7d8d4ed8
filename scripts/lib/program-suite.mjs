import { needEngine } from './engine.mjs';
import { needImages } from './images.mjs';
import { interruption } from './interruption.mjs';
import { main } from './main.mjs';
import { prepare } from './prepare.mjs';
import { say } from './say.mjs';
import { test } from './steps.mjs';
import { tryImages } from './try-images.mjs';

/**
 * Runs a suite with other people's programs. What one that cannot be had is for is skipped, with the reason. The last line
 * on stdout sums the suite up.
 */
export const programSuite = (suite, programs, flag) =>
  main(async () => {
    await prepare({ signal: interruption });
    const engine = await needEngine();
    await needImages(engine, ['holder', 'demo']);
    const missing = await tryImages(engine, programs);
    engine.close();
    const { passed, failed } = await test(suite, flag);
    for (const reason of missing) say(`skipped: ${reason}`);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  });
