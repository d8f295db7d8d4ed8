import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { table } from '../table.mjs';

/** No engine: lines are made up, the terminal is one that nobody looks at. */
export const images = [];

const root = join(import.meta.dirname, '..', '..', '..');
const linesASecond = 20_000;
const sizes = ['80x24', '120x40', '200x60'];

/** How the UI does under a flood of lines at each size of the terminal, and when nothing happens. */
export async function run(args) {
  const { wanted, seconds } = optionsOf(args);
  const folder = await mkdtemp(join(root, 'node_modules', '.bench-'));
  try {
    const program = join(folder, 'flood.mjs');
    await bundle(program);
    const rows = wanted.map((size) => ['flood', { ...size, seconds, lines: linesASecond }]);
    rows.push(['idle', { columns: 120, rows: 40, seconds, lines: 0 }]);
    const measured = rows.map(([name, options]) => toRow(name, options, measure(program, options)));
    console.log(
      `${linesASecond} lines a second from 5 containers, ${seconds} s a row, Node.js ${process.versions.node}\n`,
    );
    const head = ['', 'frames/s', 'frame ms', 'key p50 ms', 'p95', 'most', 'CPU % of a core', 'RSS MB'];
    console.log(table([head, ...measured]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '0.25' },
      size: { type: 'string', multiple: true, default: sizes },
    },
  });
  const seconds = Number(values.minutes) * 60;
  if (!(seconds > 0)) throw new Error('--minutes takes a number above 0');
  const wanted = values.size.map((size) => {
    const [, columns, rows] = /^(\d+)x(\d+)$/.exec(size) ?? [];
    if (!columns) throw new Error(`--size takes COLUMNSxROWS, not ${size}`);
    return { columns: Number(columns), rows: Number(rows) };
  });
  return { wanted, seconds };
}

function measure(program, options) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, JSON.stringify(options)], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new Error(`the bench failed: ${stderr}`);
  return JSON.parse(stdout);
}

function toRow(name, { columns, rows }, { frames, frameMs, latencies, cpu, rssMb }) {
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  const ms = (value) => (value === undefined ? '-' : value.toFixed(0));
  return [
    `${name} ${columns}x${rows}`,
    frames.toFixed(1),
    frameMs.toFixed(1),
    ms(at(0.5)),
    ms(at(0.95)),
    ms(latencies.at(-1)),
    (cpu * 100).toFixed(1),
    rssMb.toFixed(0),
  ];
}

/** Next to node_modules, so that what is not bundled is found. */
async function bundle(outfile) {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/bench/ui/flood.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: { 'react-devtools-core': './scripts/empty.mjs' },
    external: ['*.node'],
    banner: { js: "import { createRequire as cr } from 'node:module'; const require = cr(import.meta.url);" },
    logLevel: 'warning',
  });
}
