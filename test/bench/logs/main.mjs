import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../../../scripts/lib/prepare.mjs';
import { say } from '../../../scripts/lib/say.mjs';
import { describeMachine, machineFacts } from '../machine.mjs';
import { removeAll } from '../startup/cleanup.mjs';
import { findCompose } from '../startup/compose.mjs';
import { ratios, spread } from '../statistics.mjs';
import { table } from '../table.mjs';
import { drain } from './drain.mjs';
import { problemsOf } from './numbered.mjs';
import { writeLogs, writers } from './writers.mjs';

/** A million lines of five containers, two of them restarted: are all there, and how does reading them compare? */
export const images = ['demo'];

const targets = { wall: 0.9, cpu: 0.6 };

export async function run(args, { docker }) {
  const { rounds, lines } = optionsOf(args);
  const project = `bench-logs-${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'outrider-bench-'));
  try {
    say(`${writers.length} containers write ${lines} lines each`);
    await writeLogs(docker, project, lines);
    const ways = waysOf(project);
    const measured = await measure(ways, { rounds, lines, file: join(folder, 'out') });
    console.log(`${describeMachine(await machineFacts(docker))}\n`);
    console.log(describe(ways, measured, lines));
  } finally {
    await removeAll(docker, project);
    await rm(folder, { recursive: true });
  }
}

function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: 'string', default: '5' }, lines: { type: 'string', default: '200000' } },
  });
  const [rounds, lines] = [Number(values.rounds), Number(values.lines)];
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');
  if (!Number.isInteger(lines / 2) || lines < 2)
    throw new Error('--lines takes an even number, per container');
  return { rounds, lines };
}

/** Both print `name | line` and no colours, as their output is no terminal. */
function waysOf(project) {
  const outrider = [process.execPath, join(root, 'dist/main.js'), '--project-name', project, 'logs'];
  const compose = findCompose();
  if (!compose) say('compose: left out, as neither `docker compose` nor `docker-compose` is installed');
  return [
    { name: 'outrider logs', argv: outrider },
    ...(compose
      ? [
          {
            name: `compose logs, ${compose.version}`,
            argv: [...compose.argv, '--project-name', project, 'logs'],
          },
        ]
      : []),
  ];
}

/** Every way once a round, in turn, so that what else the machine does meets both alike. The first round warms up. */
async function measure(ways, { rounds, lines, file }) {
  const names = writers.map(({ name }) => name);
  const measured = ways.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { name, argv }] of ways.entries()) {
      const cost = await drain(argv, file);
      const { size } = await stat(file);
      const problems = await problemsOf(file, names, lines);
      if (problems.length > 0 && index === 0)
        throw new Error(`${name} is not complete: ${problems.join('; ')}`);
      if (problems.length > 0) say(`${name} is not complete: ${problems[0]}`);
      say(`round ${round} of ${rounds}, ${name}: ${cost.wallMs} ms, CPU ${cost.cpuMs} ms, ${size} bytes`);
      if (round > 0) measured[index].push(cost);
    }
  }
  return measured;
}

function describe(ways, measured, lines) {
  const rows = ways.map(({ name }, index) => [
    name,
    ...['wallMs', 'cpuMs'].map((cost) => cell(spread(measured[index].map((one) => one[cost])), 0)),
  ]);
  const [ours, theirs] = measured;
  const ratioOf = (cost) => ratios(...[ours, theirs].map((all) => all.map((one) => one[cost])));
  if (theirs) rows.push(['ratio', cell(ratioOf('wallMs'), 2), cell(ratioOf('cpuMs'), 2)]);
  if (theirs) rows.push(['target, at most', String(targets.wall), String(targets.cpu)]);
  return [
    `${lines * writers.length} lines of ${writers.length} containers, none lost, none twice, each container's in order`,
    '',
    table([['median (least to most)', 'wall ms', 'CPU ms'], ...rows]),
  ].join('\n');
}

function cell({ median, min, max }, decimals) {
  const [middle, least, most] = [median, min, max].map((value) => value.toFixed(decimals));
  return `${middle} (${least} to ${most})`;
}
