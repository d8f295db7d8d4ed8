import { expect, it } from '@jest/globals';
import { sentenceOf } from '../../../src/events/sentence.ts';
import type { OutriderEvent } from '../../../src/events/types.ts';

const stamp = { time: '2026-01-01T00:00:00.000Z', seq: 1, project: 'p', pod: 'web' };

it('an event is told in a sentence', () => {
  expect(sentenceOf({ ...stamp, type: 'PodFailed', message: 'app exited 3' })).toBe('failed: app exited 3');
});

it('an event of a later version is left out, whatever its name', () => {
  for (const type of ['PodDancing', 'toString', 'constructor'])
    expect(sentenceOf({ ...stamp, type } as unknown as OutriderEvent)).toBeUndefined();
});
