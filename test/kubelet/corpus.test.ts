import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pool } from '../docker/lifecycle/support/pool.ts';
import { otherVerdicts } from './other-verdicts.ts';
import { atATime, hasJudge, isRecording, record, recorded, verdictOn } from './support/judge.ts';

const folder = 'test/corpus';
const ours: Readonly<Record<string, string | null>> = JSON.parse(
  readFileSync(join(folder, 'verdicts.json'), 'utf8'),
);
type Verdicts = Record<string, string | null>;
const golden = recorded<Verdicts>('corpus');
const answers: Verdicts = {};
let live: readonly Promise<string | null>[] = [];

beforeAll(() => {
  if (!hasJudge) return;
  live = pool(
    atATime,
    Object.keys(ours).map((file) => () => verdictOn(readFileSync(join(folder, file), 'utf8'))),
  );
});

afterAll(async () => {
  await Promise.allSettled(live);
  if (isRecording && hasJudge) record('corpus', answers);
}, 600_000);

describe('a manifest is taken or refused as the API server does', () => {
  it.each(Object.keys(ours).map((file, index) => [file, index] as const))(
    '%s',
    async (file, index) => {
      const verdict = hasJudge ? await live[index] : golden[file];
      // Nobody was asked yet; the next recording does.
      if (verdict === undefined) return;
      answers[file] = verdict;
      const isSame = (ours[file] === null) === (verdict === null);
      expect(isSame ? 'as the API server' : 'otherwise').toBe(
        Object.hasOwn(otherVerdicts, file) ? 'otherwise' : 'as the API server',
      );
    },
    600_000,
  );
});
