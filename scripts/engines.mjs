import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needEngine } from './lib/engine.mjs';
import { copyImages } from './lib/engines/copy-images.mjs';
import { engines } from './lib/engines/list.mjs';
import { startEngine } from './lib/engines/start.mjs';
import { needImages, needPrograms } from './lib/images.mjs';
import { interruption } from './lib/interruption.mjs';
import { main } from './lib/main.mjs';
import { installMissing, mayInstall } from './lib/packages.mjs';
import { prepare, root } from './lib/prepare.mjs';
import { say } from './lib/say.mjs';
import { splice } from './lib/splice.mjs';
import { testWhere } from './lib/steps.mjs';

/** Tests whose outcome depends on the engine; those of images ask how they are made. */
const whole = 'test/docker/(engine|lifecycle|capture|services|cli)/';
const short =
  'test/docker/(engine/(containers|logs|network-lost|pull|sandbox|volumes)|capture/(redirect|published)|cli/(stopping|volume-data|why))\\.';

/**
 * `npm run test:engines [-- NAME…] [--short] [--record]`: the Docker tests on other engines, each started from packages in
 * namespaces of its own. `--short` takes those that talk to the engine most directly; `--record` writes what came out
 * into the table of docs/engines.md. The last line on stdout sums them up.
 */
await main(async () => {
  const { chosen, isShort, isRecording } = read(process.argv.slice(2));
  if (!mayInstall()) throw new Error('other engines need root on a machine with apt');
  await prepare({ signal: interruption });
  await installMissing({ mmdebstrap: 'mmdebstrap', docker: 'docker.io', openssl: 'openssl' });
  const own = await needEngine();
  await needImages(own, ['holder', 'demo']);
  await needPrograms(own, ['haproxy']);
  own.close();
  const results = [];
  for (const engine of chosen) results.push(await tryEngine(engine, isShort ? short : whole));
  for (const { name, version, passed, failed } of results)
    say(`${name} (${version}): ${passed} passed, ${failed} failed`);
  if (isRecording) record(results);
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  process.stdout.write(`${total('passed')} passed, ${total('failed')} failed\n`);
  return total('failed') === 0 ? 0 : 1;
});

function read(args) {
  const flags = args.filter((arg) => arg.startsWith('--'));
  const names = args.filter((arg) => !arg.startsWith('--'));
  const wrong = [
    ...flags.filter((flag) => !['--short', '--record'].includes(flag)),
    ...names.filter((name) => !engines.some((engine) => engine.name === name)),
  ];
  if (wrong.length > 0)
    throw new Error(
      `unknown: ${wrong.join(', ')}; the engines are ${engines.map(({ name }) => name).join(', ')}`,
    );
  return {
    chosen: names.length === 0 ? engines : engines.filter(({ name }) => names.includes(name)),
    isShort: flags.includes('--short'),
    isRecording: flags.includes('--record'),
  };
}

function record(results) {
  const page = join(root, 'docs/engines.md');
  const rows = results.map(
    ({ version, store, address, passed, failed }) =>
      `| Docker ${version.replace(/\+.*/, '')} | ${store} | ${address} | ${passed} | ${failed} |`,
  );
  const table = [
    '| engine | images in | reached by | passed | failed |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
  writeFileSync(page, splice(readFileSync(page, 'utf8'), 'engines', table.join('\n')));
}

async function tryEngine(engine, tests) {
  interruption.throwIfAborted();
  const { name, store, address = 'socket' } = engine;
  say(`engines: starting ${name}`);
  const running = await startEngine(engine);
  try {
    await copyImages(running, ['holder', 'demo', 'haproxy']);
    const { passed, failed } = await testWhere(running, 'docker', '--runInBand', '--testPathPatterns', tests);
    return { name, version: running.version, store, address, passed, failed };
  } finally {
    await running.stop();
  }
}
