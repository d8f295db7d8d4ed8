import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const { tally } = await import(join(process.cwd(), 'scripts/lib/tally.mjs'));

const results = { numPassedTests: 3, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

it('tests that pass are counted', () => {
  expect(tally(results, 0)).toEqual({ passed: 3, failed: 0 });
});

it('a step that finds no tests fails, whatever the exit code', () => {
  expect(tally({ ...results, numPassedTests: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
});

it('a file that could not be run counts as a failed test', () => {
  expect(tally({ ...results, numFailedTests: 1, numRuntimeErrorTestSuites: 2 }, 1)).toEqual({
    passed: 3,
    failed: 3,
  });
});

it('a bad exit code without a failed test counts as one', () => {
  expect(tally(results, 1)).toEqual({ passed: 3, failed: 1 });
});
