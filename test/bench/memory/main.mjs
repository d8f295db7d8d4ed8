import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { say } from '../../../scripts/lib/say.mjs';
import { describeMachine, machineFacts } from '../machine.mjs';
import { removeAll } from '../startup/cleanup.mjs';
import { table } from '../table.mjs';
import { outrider } from './child.mjs';
import { floodingPod } from './pod.mjs';
import { besideReader, besideSleepers } from './scenes.mjs';

/** What a reader that does not read costs the memory of those who write, beside a container that floods its log. */
export const images = ['holder', 'demo'];

const targetMegabytes = 200;

export async function run(args, { docker }) {
  const options = optionsOf(args);
  const project = `bench-memory-${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'outrider-bench-'));
  const manifest = join(folder, 'pod.json');
  const start = (words, stdout) => outrider(['--project-name', project, ...words], stdout);
  try {
    await writeFile(manifest, floodingPod(options.rate));
    const peaks = [
      ...(await besideSleepers({ start, manifest, ...options })),
      ...(await besideReader({ start, manifest, ...options })),
    ];
    console.log(`${describeMachine(await machineFacts(docker))}\n`);
    console.log(describe(peaks, options));
    return peaks.every(isMet) ? 0 : 1;
  } finally {
    await start(['down']).ended;
    await removeAll(docker, project);
    await rm(folder, { recursive: true });
  }
}

function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '50000' },
      bytes: { type: 'string', default: String(2 ** 30) },
    },
  });
  const numbers = Object.entries(values).map(([name, text]) => [name, positive(name, text)]);
  return Object.fromEntries(numbers);
}

function positive(name, text) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} takes a whole number from 1 on`);
}

function isMet({ megabytes, problem }) {
  return megabytes < targetMegabytes && problem === undefined;
}

function describe(peaks, { seconds, rate }) {
  for (const { what, problem } of peaks) if (problem) say(`${what}: ${problem}`);
  const rows = peaks.map((peak) => [peak.what, peak.megabytes.toFixed(0), isMet(peak) ? 'met' : 'missed']);
  return [
    `beside a container that writes ${rate} lines a second for ${seconds} s; at most ${targetMegabytes} MB each`,
    '',
    table([['', 'peak MB', 'target'], ...rows]),
  ].join('\n');
}
