import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pool } from '../docker/lifecycle/support/pool.ts';
import { runSimulated } from '../simulation/support/simulate.ts';
import { scenarios, titleOf } from '../support/scenario/rows/index.ts';
import { storyOf } from '../support/scenario/story.ts';
import { known, onlyHere } from './differences.ts';
import { brokenOf } from './support/broken.ts';
import { type Played, runOnKubelet, type Watched, watchPods } from './support/kubelet-stage.ts';
import { differences, type KubeletOutline, kubeletOutline } from './support/outline.ts';

/** The folder of a node that runs; without one the recorded answers of the real kubelet are used. */
const node = process.env['OUTRIDER_KUBELET'];
const golden = join('test/kubelet/golden', 'kubelet-1.35.4.json');
const isRecording = process.env['OUTRIDER_KUBELET_RECORD'] !== undefined;

/** Most of a scenario is waiting. */
const atATime = 12;

interface Answer {
  readonly outline: KubeletOutline;
  /** The statements of the scenario that do not hold on the kubelet's side. */
  readonly broken: readonly string[];
}

const only = process.env['ROWS']?.split(',').map(Number);
const wanted = scenarios.filter(({ rows }) => !only || rows.some((row) => only.includes(row)));
const chosen = wanted.filter(({ rows }) => !rows.some((row) => onlyHere.includes(row)));
const recorded: Record<string, Answer> = existsSync(golden) ? JSON.parse(readFileSync(golden, 'utf8')) : {};
const answers: Record<string, Answer> = {};
const table: string[][] = wanted
  .filter((scenario) => !chosen.includes(scenario))
  .map((scenario) => [titleOf(scenario), '-', 'is not to be seen on a kubelet']);
let watched: Watched | undefined;
let live: readonly Promise<Played>[] = [];

beforeAll(() => {
  if (node === undefined) {
    process.stdout.write(`no node runs: compared with ${golden}\n`);
    return;
  }
  const pods = watchPods();
  watched = pods;
  live = pool(
    atATime,
    chosen.map((scenario, index) => () => runOnKubelet(pods, node, `pod-${index}`, scenario)),
  );
});

afterAll(async () => {
  await Promise.allSettled(live);
  watched?.stop();
  if (isRecording) writeFileSync(golden, `${JSON.stringify({ ...recorded, ...answers }, undefined, 1)}\n`);
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  process.stdout.write(
    `\n${table.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')).join('\n')}\n`,
  );
}, 900_000);

describe('the scenarios of Kubernetes’ own tests, on a real kubelet and on Outrider', () => {
  for (const [index, scenario] of chosen.entries()) {
    const title = titleOf(scenario);
    it(title, async () => {
      const answer = node === undefined ? recorded[title] : await ask(title, index);
      if (answer === undefined)
        throw new Error(`there is no recorded answer: npm run test:kubelet -- --build --record`);
      const simulated = kubeletOutline(await runSimulated(scenario));
      const found = [...differences(answer.outline, simulated), ...answer.broken];
      const verdict = found.length === 0 ? 'same' : (known[title]?.reason ?? 'DIFFERS');
      table.push([title, answer.outline.phase ?? 'runs on', verdict]);
      expect(found).toEqual(known[title]?.differences ?? []);
    }, 900_000);
  }
});

async function ask(title: string, index: number): Promise<Answer> {
  const scenario = chosen[index]!;
  const { events, broken } = await live[index]!;
  const story = storyOf(events, 1000);
  const all = [...broken, ...brokenOf(() => scenario.check(story))];
  const answer = { outline: kubeletOutline(story), broken: all };
  answers[title] = answer;
  return answer;
}
