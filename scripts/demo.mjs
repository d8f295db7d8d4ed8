import { runInForeground } from './lib/child.mjs';
import { needEngine } from './lib/engine.mjs';
import { needImages, needPrograms } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';

/** `npm run demo -- [OPTION…]`: makes everything ready and runs the demo; the options are those of `outrider up`. */
await main(async () => {
  await prepare({ signal: interruption });
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo']);
  await needPrograms(engine, ['haproxy']);
  engine.close();
  const command = ['up', 'examples/demo/pods.yaml', ...process.argv.slice(2)];
  say(`demo: outrider ${command.join(' ')}`);
  return runInForeground(process.execPath, ['dist/main.js', ...command]);
});
