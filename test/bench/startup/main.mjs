import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load } from '../../../scripts/lib/dist.mjs';
import { interruption } from '../../../scripts/lib/interruption.mjs';
import { say } from '../../../scripts/lib/say.mjs';
import { machineFacts } from '../machine.mjs';
import { throughCalls } from './bare.mjs';
import { removeAll } from './cleanup.mjs';
import { findCompose, throughCompose } from './compose.mjs';
import { throughOutrider } from './outrider.mjs';
import { describe, evaluate } from './report.mjs';
import { captureRules } from './rules.mjs';

/** How long it takes to bring up one pod: through Outrider, through the bare calls, and through Compose. */
export const images = ['holder', 'demo'];

/** Nothing here takes longer, however slow the machine. */
const mostMs = 120_000;

export async function run(args, { docker }) {
  const { count, json } = optionsOf(args);
  const project = `bench-startup-${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'outrider-bench-'));
  try {
    const compose = findCompose();
    if (!compose) say('compose: left out, as neither `docker compose` nor `docker-compose` is installed');
    const machine = await machineFacts(docker);
    const ways = await waysOf({ docker, project, folder, compose });
    const rounds = await measure(ways, count);
    const result = evaluate({ machine, compose, ways, rounds });
    process.stdout.write(`${json ? JSON.stringify(result, null, 2) : describe(result)}\n`);
  } finally {
    await removeAll(docker, project);
    await rm(folder, { recursive: true });
  }
}

function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
  });
  const count = Number(values.rounds);
  if (!Number.isInteger(count) || count < 1) throw new Error('--rounds takes a whole number from 1 on');
  return { count, json: values.json };
}

/** In the order of their turns. Outrider comes first: what it finds to work for capture, the others take. */
async function waysOf({ docker, project, folder, compose }) {
  const { catalogueImage } = await load('images');
  const holder = catalogueImage('holder').reference;
  const rules = await captureRules();
  const found = {};
  const shared = { docker, project, folder, holder, rules, found };
  return [
    await throughOutrider(shared),
    throughCalls({ ...shared, early: false }),
    throughCalls({ ...shared, early: true }),
    ...(compose ? [throughCompose({ ...shared, compose })] : []),
  ];
}

/** Every way once a round, in turn, so that what else the machine does meets all alike. The first round warms up. */
async function measure(ways, count) {
  const rounds = [];
  for (let round = 0; round <= count; round++) {
    const result = {};
    for (const way of ways) result[way.name] = await once(way);
    const times = ways.map(({ name }) => `${name} ${result[name].ms.toFixed(0)} ms`).join(', ');
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
