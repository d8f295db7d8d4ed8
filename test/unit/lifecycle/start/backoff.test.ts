import { describe, expect, it } from '@jest/globals';
import { advance, retryAt } from '../../../../src/lifecycle/start/backoff.ts';
import { defaultSettings, kubernetesBackoff } from '../../../../src/lifecycle/state/settings.ts';

const second = 1000;
const entry = { seconds: 40, advancedAt: 0 };
const waitAfter = (finishedAt: number) =>
  retryAt(entry, finishedAt, kubernetesBackoff, defaultSettings) - finishedAt;

describe('an instance that outlives its back-off entry', () => {
  it('by no more than ten minutes waits as long as the curve says', () => {
    expect(waitAfter(600 * second)).toBe(40 * second);
    expect(advance(entry, 600 * second, 600 * second, kubernetesBackoff, defaultSettings).seconds).toBe(80);
  });

  it('by more than ten minutes is started at once, and the curve begins anew (KEP-4603)', () => {
    expect(waitAfter(600 * second + 1)).toBe(0);
    const next = advance(entry, 600 * second + 1, 700 * second, kubernetesBackoff, defaultSettings);
    expect(next).toEqual({ seconds: 10, advancedAt: 700 * second });
  });
});

it('the wait doubles up to the cap', () => {
  const waits: number[] = [];
  let last: Parameters<typeof advance>[0];
  for (let restart = 0; restart < 8; restart++) {
    waits.push(retryAt(last, 0, kubernetesBackoff, defaultSettings) / second);
    last = advance(last, 0, 0, kubernetesBackoff, defaultSettings);
  }
  expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
});
