import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Block, type Fitted, fitPods } from '../../../../src/ui/view/fit-pods.ts';

const well: Block = { containers: 2, mattering: 0, isSelected: false, inTrouble: false };
const bad: Block = { ...well, mattering: 1, inTrouble: true };
const selected: Block = { ...well, mattering: 1, isSelected: true };

describe('pods in a list that is too short', () => {
  it.each<[string, readonly Block[], number, Fitted]>([
    ['are all shown whole where there is room', [selected, well, bad], 9, ['full', 'full', 'full']],
    [
      'are folded first where they are well',
      [selected, well, bad, well],
      8,
      ['full', 'folded', 'full', 'folded'],
    ],
    ['keep of those in trouble what is in trouble', [selected, well, bad], 6, ['full', 'folded', 'brief']],
    [
      'keep the selected container of the selected one',
      [selected, well, bad],
      5,
      ['brief', 'folded', 'brief'],
    ],
    [
      'leave out those that are well and far away',
      [selected, well, well, bad, well],
      6,
      ['brief', 'folded', undefined, 'brief', undefined],
    ],
    [
      'stay open where a person has opened them',
      [selected, { ...well, fold: 'open' }, well],
      7,
      ['full', 'full', 'folded'],
    ],
    [
      'stay folded where a person has folded them',
      [{ ...selected, fold: 'folded' }, well],
      9,
      ['folded', 'full'],
    ],
    [
      'give up what was opened when nothing else helps',
      [selected, { ...well, fold: 'open' }, bad],
      5,
      ['brief', 'folded', 'brief'],
    ],
  ])('%s', (_, blocks, room, fitted) => {
    expect(fitPods(blocks, room)).toEqual(fitted);
  });
});

const heightOf = (blocks: readonly Block[], fitted: Fitted): number =>
  blocks.reduce((sum, { containers, mattering }, at) => {
    const density = fitted[at];
    const shown = density === 'full' ? containers : density === 'brief' ? mattering : 0;
    return sum + (density === undefined ? 0 : 1 + shown);
  }, 0);

it('however many pods there are, they fit, and pods in trouble are in sight as long as there is a row for each', () => {
  const block = fc.record({
    containers: fc.integer({ min: 1, max: 6 }),
    inTrouble: fc.boolean(),
    fold: fc.constantFrom('folded', 'open', undefined),
  });
  fc.assert(
    fc.property(
      fc.array(block, { minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.integer({ min: 3, max: 40 }),
      (made, pick, room) => {
        const blocks = made.map((one, at): Block => {
          const isSelected = at === pick % made.length;
          return { ...one, isSelected, mattering: Number(isSelected || one.inTrouble) };
        });
        const fitted = fitPods(blocks, room);
        const isCut = fitted.includes(undefined);
        expect(heightOf(blocks, fitted)).toBeLessThanOrEqual(isCut ? room - 1 : room);
        expect(fitted[pick % made.length]).toBeDefined();
        const needed = blocks.filter(({ inTrouble, isSelected }) => inTrouble || isSelected).length * 2;
        if (needed < room)
          expect(blocks.filter(({ inTrouble }, at) => inTrouble && fitted[at] === undefined)).toEqual([]);
      },
    ),
    { seed: 7, numRuns: 2000 },
  );
});
