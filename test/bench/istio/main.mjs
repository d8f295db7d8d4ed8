import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { needPrograms } from '../../../scripts/lib/images.mjs';
import { root } from '../../../scripts/lib/prepare.mjs';
import { describeMachine, machineFacts } from '../machine.mjs';
import { removeAll } from '../startup/cleanup.mjs';
import { spread } from '../statistics.mjs';
import { table } from '../table.mjs';

/** What a mesh costs the shop of examples/istio, beside the same shop with Envoy alone. */
export const images = ['holder', 'demo'];

const programs = ['envoy', 'istio-pilot', 'istio-proxyv2'];

const targets = { seconds: 12, megabytes: 400 };
const recipes = ['envoy', 'istio'];

export async function run(args, connection) {
  const { docker } = connection;
  await needPrograms(connection, programs);
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '3' } } });
  const measured = { envoy: [], istio: [] };
  for (let round = 0; round < Number(values.rounds); round++)
    for (const recipe of recipes) measured[recipe].push(await startShop(docker, recipe));
  console.log(`${describeMachine(await machineFacts(docker))}\n`);
  console.log(describe(measured));
  return 0;
}

/** From the command to all pods ready, in seconds, and what all containers have in memory then, in megabytes. */
async function startShop(docker, recipe) {
  const project = `bench-istio-${process.pid}`;
  const outrider = (...words) =>
    promisify(execFile)(process.execPath, [join(root, 'dist/main.js'), '-p', project, ...words]);
  try {
    const begin = performance.now();
    await outrider('up', '-d', '--wait', join(root, 'examples/istio/shop.yaml'), '--with', recipe);
    const seconds = (performance.now() - begin) / 1000;
    return { seconds, megabytes: await memoryOf(docker, project) };
  } finally {
    await outrider('down', '--grace-period', '0').catch(() => {});
    await removeAll(docker, project);
  }
}

/** As `docker stats` counts: without what the kernel may take back at once. */
async function memoryOf(docker, project) {
  const containers = await docker.listContainers({
    filters: { label: [`dev.outrider.project=${project}`] },
  });
  const stats = await Promise.all(
    containers.map(({ Id }) => docker.getContainer(Id).stats({ stream: false, 'one-shot': true })),
  );
  const bytes = stats.map(({ memory_stats: { usage = 0, stats: parts = {} } }) => {
    return usage - (parts.total_inactive_file ?? parts.inactive_file ?? 0);
  });
  return bytes.reduce((sum, one) => sum + one, 0) / 1024 / 1024;
}

function describe({ envoy, istio }) {
  const row = (what, unit, target) => {
    const numbers = [envoy, istio].map((all) => spread(all.map((one) => one[unit])));
    const more = spread(istio.map((one, round) => one[unit] - envoy[round][unit]));
    const cells = [...numbers, more].map(
      ({ median, min, max }) => `${median.toFixed(1)} (${min.toFixed(1)}–${max.toFixed(1)})`,
    );
    return [what, ...cells, String(target), more.median <= target ? 'met' : 'missed'];
  };
  return table([
    ['', '--with envoy', '--with istio', 'more', 'at most', ''],
    row('seconds to all ready', 'seconds', targets.seconds),
    row('megabytes of all containers', 'megabytes', targets.megabytes),
  ]);
}
