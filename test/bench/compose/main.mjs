import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { composeJudge, composeVersion } from '../../../scripts/lib/compose-judge.mjs';
import { interruption } from '../../../scripts/lib/interruption.mjs';
import { say } from '../../../scripts/lib/say.mjs';
import { describeMachine, machineFacts } from '../machine.mjs';
import { findCompose } from '../startup/compose.mjs';
import { ratios, spread } from '../statistics.mjs';
import { table } from '../table.mjs';
import { shopFile } from './shop.mjs';
import { throughCompose, throughDetached, throughOutrider } from './way.mjs';

/** How long it takes until the last of five services that wait for each other is ready: Outrider, and Compose. */
export const images = ['holder', 'demo'];

/** As many files have it, and the one with which Compose is fastest. */
const intervals = ['1s', '200ms'];
/** Outrider's time over that of Compose, at most. */
const target = 1;
/** Nothing here takes longer, however slow the machine. */
const mostMs = 300_000;

export async function run(args, { docker }) {
  const { count, json } = optionsOf(args);
  const compose = findCompose() ?? judge();
  if (!compose)
    throw new Error('there is no Compose to measure: neither installed nor to be had as a package');
  const folder = await mkdtemp(join(tmpdir(), 'outrider-bench-'));
  try {
    const machine = await machineFacts(docker);
    const ways = (await Promise.all(intervals.map((interval) => pairOf(interval, folder, compose)))).flat();
    const result = evaluate({ ...machine, compose: compose.version }, await measure(ways, count));
    process.stdout.write(`${json ? JSON.stringify(result, null, 2) : describe(result)}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
  });
  const count = Number(values.rounds);
  if (!Number.isInteger(count) || count < 1) throw new Error('--rounds takes a whole number from 1 on');
  return { count, json: values.json };
}

/** The program with which the tests compare. */
function judge() {
  const program = composeJudge();
  return program && { argv: [program], version: composeVersion };
}

async function pairOf(interval, folder, compose) {
  const file = join(folder, `shop-${interval}.yaml`);
  await writeFile(file, shopFile(interval));
  const project = `bench-compose-${process.pid}-${interval}`;
  return [
    throughOutrider({ name: `outrider ${interval}`, file, project: `${project}-o` }),
    throughDetached({ name: `outrider --detach ${interval}`, file, project: `${project}-d` }),
    throughCompose({ name: `compose ${interval}`, file, project: `${project}-c`, compose }),
  ];
}

/** Every way once a round, in turn, so that what else the machine does meets all alike. The first round warms up. */
async function measure(ways, count) {
  const rounds = [];
  for (let round = 0; round <= count; round++) {
    const result = {};
    for (const way of ways) result[way.name] = (await once(way)).ms;
    const times = ways.map(({ name }) => `${name} ${result[name].toFixed(0)} ms`).join(', ');
    say(`${round === 0 ? 'warm-up' : `round ${round} of ${count}`}: ${times}`);
    if (round > 0) rounds.push(result);
  }
  return rounds;
}

async function once(way) {
  interruption.throwIfAborted();
  try {
    return await way.up(AbortSignal.any([interruption, AbortSignal.timeout(mostMs)]));
  } finally {
    await way.down();
  }
}

function evaluate(machine, rounds) {
  const times = Object.fromEntries(
    Object.keys(rounds[0]).map((name) => [name, rounds.map((round) => round[name])]),
  );
  const quotients = intervals.flatMap((interval) => {
    const beside = times[`compose ${interval}`];
    const ratio = ratios(times[`outrider ${interval}`], beside);
    return [
      [interval, { ...ratio, target, met: ratio.median <= target }],
      [`${interval}, detached`, ratios(times[`outrider --detach ${interval}`], beside)],
    ];
  });
  return {
    bench: 'compose',
    machine,
    times,
    milliseconds: Object.fromEntries(Object.entries(times).map(([name, list]) => [name, spread(list)])),
    ratios: Object.fromEntries(quotients),
  };
}

/** The same for people. */
function describe({ machine, milliseconds, ratios: found }) {
  const times = Object.entries(milliseconds).map(([name, { median, min, max }]) => [
    name,
    ...[median, min, max].map((ms) => ms.toFixed(0)),
  ]);
  const quotients = Object.entries(found).map(([interval, { median, min, max, met }]) => [
    `outrider / compose, checks every ${interval}`,
    ...[median, min, max].map((ratio) => ratio.toFixed(2)),
    met === undefined ? '' : `at most ${target.toFixed(2)}: ${met ? 'met' : 'not met'}`,
  ]);
  return [
    describeMachine(machine),
    `compose: ${machine.compose}`,
    '',
    table([['milliseconds until the last service is ready', 'median', 'min', 'max'], ...times]),
    '',
    table([['ratio, round by round', 'median', 'min', 'max', 'target'], ...quotients]),
  ].join('\n');
}
