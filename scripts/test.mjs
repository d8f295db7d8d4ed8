import { needEngine } from './lib/engine.mjs';
import { needImages, needPrograms } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { installMissing, mayInstall } from './lib/packages.mjs';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { steps } from './lib/steps.mjs';

/** `npm test [-- STEP…]`: all steps that a change must pass, or those named. The last line on stdout sums them up. */
await main(async () => {
  const chosen = choose(process.argv.slice(2));
  await prepare({ signal: interruption });
  for (const { programs } of chosen) if (programs && mayInstall()) await installMissing(programs);
  if (chosen.some(({ engine }) => engine)) await prepareEngine();
  const results = [];
  for (const step of chosen) results.push(await runStep(step));
  const passed = sum(results, 'passed');
  const failed = sum(results, 'failed');
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});

function choose(names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = steps.map(({ name }) => name).join(', ');
    throw new Error(`there is no step ${unknown.join(', ')}; the steps are ${known}`);
  }
  return names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name));
}

async function prepareEngine() {
  const engine = await needEngine();
  await needImages(engine, ['holder', 'demo']);
  await needPrograms(engine, ['haproxy']);
  engine.close();
}

async function runStep({ name, run }) {
  interruption.throwIfAborted();
  const begin = performance.now();
  say(`---- ${name}`);
  const result = await run();
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  say(`---- ${name}: ${result.passed} passed, ${result.failed} failed, in ${seconds} s`);
  return result;
}

function sum(results, key) {
  return results.reduce((total, result) => total + result[key], 0);
}
