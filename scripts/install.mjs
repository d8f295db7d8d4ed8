import { parseArgs } from 'node:util';
import { needEngine } from './lib/engine.mjs';
import { needImages } from './lib/images.mjs';
import { firstSteps } from './lib/install/first-steps.mjs';
import { nodeOf } from './lib/install/node-of.mjs';
import { packed } from './lib/install/packed.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { withFolder } from './lib/with-folder.mjs';

/** The oldest Node.js that the package takes, and the ones that are maintained. */
const versions = ['20.19.0', '22', '24'];

/**
 * `npm run test:install [-- VERSION…]`: the packed package as a new user has it. It is installed under each Node.js, and in an empty
 * folder `outrider init` and `outrider up` are run until the pod is ready. A Node.js that cannot be had is skipped, with the reason.
 * The last line on stdout sums them up.
 */
await main(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  await prepare({ signal: interruption });
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo']);
  engine.close();
  return withFolder('outrider-install-', async (folder) => {
    const archive = await packed(folder);
    const results = [];
    for (const version of positionals.length > 0 ? positionals : versions)
      results.push(await under(version, archive, folder));
    const passed = results.filter((result) => result === 'passed').length;
    const failed = results.filter((result) => result === 'failed').length;
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 && passed > 0 ? 0 : 1;
  });
});

async function under(version, archive, folder) {
  let node;
  try {
    node = await nodeOf(version, folder);
  } catch (error) {
    interruption.throwIfAborted();
    say(`skipped: Node.js ${version} cannot be had: ${error.message}`);
    return 'skipped';
  }
  try {
    const { installMs, initMs, readyMs } = await firstSteps(node, archive);
    const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
    say(
      `Node.js ${node.version}: installed in ${seconds(installMs)}, init in ${seconds(initMs)}, ready ${seconds(readyMs)} after up`,
    );
    return 'passed';
  } catch (error) {
    interruption.throwIfAborted();
    say(`Node.js ${node.version}: ${error.message}`);
    return 'failed';
  }
}
