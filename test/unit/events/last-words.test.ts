import { expect, it } from '@jest/globals';
import { lastWords } from '../../../src/events/last-words.ts';
import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';

const events = (...bodies: readonly EventBody[]): readonly OutriderEvent[] =>
  bodies.map(
    (body, index) => ({ time: '', seq: index + 1, project: 'shop', pod: 'web', ...body }) as OutriderEvent,
  );

it('are how pods ended, what is removed, and each warning once', () => {
  const told = events(
    { type: 'PodReady' },
    { type: 'Warning', message: 'the disk is nearly full' },
    { type: 'Warning', message: 'the disk is nearly full' },
    { type: 'Warning', message: 'another one' },
    { type: 'PodFailed', message: 'told by the command' },
    { type: 'PodSucceeded', message: 'stopped' },
    { type: 'PodRemoved' },
  );
  expect(lastWords(told).map(({ seq }) => seq)).toEqual([2, 4, 6, 7]);
});
