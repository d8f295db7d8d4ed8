import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from '../../../scripts/lib/dist.mjs';
import { missingPrograms, programFile, version } from '../../../scripts/lib/kubernetes/programs.mjs';
import { root } from '../../../scripts/lib/prepare.mjs';
import { say } from '../../../scripts/lib/say.mjs';
import { describeMachine, machineFacts } from '../machine.mjs';
import { removeAll } from '../startup/cleanup.mjs';
import { spread } from '../statistics.mjs';
import { table } from '../table.mjs';
import { sleepingPods } from './pods.mjs';
import { openWatches } from './watches.mjs';

/** What the server of the API costs, and how long kubectl waits for it. */
export const images = ['holder', 'demo'];

const targets = { megabytes: 40, ratio: 1.3 };

export async function run(args, { docker }) {
  const { pods, watches, rounds } = optionsOf(args);
  const project = `bench-api-${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'outrider-bench-'));
  const outrider = (...words) =>
    execFileSync(process.execPath, [join(root, 'dist/main.js'), '-p', project, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  try {
    await writeFile(join(folder, 'pods.yaml'), sleepingPods(pods));
    outrider('up', '-d', '--wait', '--api', join(folder, 'pods.yaml'));
    const kubeconfig = outrider('kubeconfig').trim();
    const { pid } = JSON.parse(readFileSync(join(dirname(kubeconfig), 'server.json'), 'utf8'));
    const close = await openWatches(dirname(kubeconfig), watches);
    const memory = memoryOf(pid);
    close();
    const ratios = existsSync(programFile('kubectl')) ? await kubectlRatios(kubeconfig, rounds) : [];
    console.log(`${describeMachine(await machineFacts(docker))}\n`);
    console.log(describe(memory, ratios, { pods, watches }));
  } finally {
    outrider('down', '--grace-period', '0');
    await removeAll(docker, project);
    await rm(folder, { recursive: true });
  }
  return 0;
}

function optionsOf(args) {
  const options = {
    pods: { type: 'string', default: '20' },
    watches: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '7' },
  };
  const { values } = parseArgs({ args, options });
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
}

/** In megabytes: `added` is what no other process has too, such as the program of Node.js itself, which `up` has in memory anyway. */
function memoryOf(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const at = (name) => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1]) / 1024;
  return { whole: at('Rss'), added: at('Private_Clean') + at('Private_Dirty') };
}

/** The first `kubectl get pods` of a fresh cache, here and on a real API server with as many pods, in turn. */
async function kubectlRatios(kubeconfig, rounds) {
  if (missingPrograms().length > 0) {
    say(`no API server to compare with: \`npm run test:kubelet -- --build\` builds ${version}`);
    return [];
  }
  const { catalogueImage } = await load('images');
  const { startNode } = await import('../../../scripts/lib/kubernetes/node.mjs');
  const node = await startNode([[catalogueImage('holder').reference, 'node.local/pause:1']]);
  try {
    const kubectl = programFile('kubectl');
    const real = (...words) => node.inNetwork([kubectl, '--kubeconfig', node.kubeconfig, ...words]);
    execFileSync(...split(real('apply', '-f', '-')), {
      input: sleepingPods(20),
      stdio: ['pipe', 'ignore', 2],
    });
    const ours = () => timed([kubectl, '--kubeconfig', kubeconfig]);
    const theirs = () => timed(real());
    ours();
    theirs();
    return Array.from({ length: rounds }, () => {
      const [here, there] = [ours(), theirs()];
      return { here, there, ratio: here / there };
    });
  } finally {
    await node.stop();
  }
}

const split = ([program, ...args]) => [program, args];

/** In milliseconds. */
function timed(command) {
  const cache = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  const begin = performance.now();
  execFileSync(...split([...command, '--cache-dir', cache, 'get', 'pods']), { stdio: 'ignore' });
  const took = performance.now() - begin;
  execFileSync('rm', ['-r', cache]);
  return took;
}

const median = (numbers) => spread(numbers).median;

function describe({ whole, added }, ratios, { pods, watches }) {
  const verdict = (value, target) => (value <= target ? 'met' : 'missed');
  const ratio = ratios.length > 0 ? median(ratios.map((one) => one.ratio)) : 0;
  const rows = [
    [
      'memory added, MB',
      added.toFixed(0),
      `at most ${targets.megabytes}: ${verdict(added, targets.megabytes)}`,
    ],
    ['memory with what is shared, MB', whole.toFixed(0), ''],
    ...(ratios.length > 0
      ? [
          ['first kubectl get pods, ms', median(ratios.map((one) => one.here)).toFixed(0), ''],
          ['the same of a real server, ms', median(ratios.map((one) => one.there)).toFixed(0), ''],
          ['ratio', ratio.toFixed(2), `at most ${targets.ratio}: ${verdict(ratio, targets.ratio)}`],
        ]
      : []),
  ];
  return [
    `${pods} pods of four containers, ${watches} watches`,
    '',
    table([['', '', 'target'], ...rows]),
  ].join('\n');
}
