import { afterAll, describe, expect, it } from '@jest/globals';
import { loadLesson } from '../../../src/cli/lessons/load.ts';
import type { Step } from '../../../src/lessons/read/model.ts';
import { unlessPulled } from '../../recipes/support/programs.ts';
import { leftOf } from '../../support/cli/run-outrider.ts';
import { type Checked, createPlayer } from './player.ts';

/** How long red is waited for to turn green, which it does not. */
const redFor = '2s';
/** How long green may take on a slow machine. */
const greenWithin = '120s';

const colours = ({ checks }: Checked): Readonly<Record<string, string>> =>
  Object.fromEntries(checks.map(({ name, is }) => [name, is]));

const every = ({ checks }: Step, colour: string): Readonly<Record<string, string>> =>
  Object.fromEntries(checks.map(({ name }) => [name, colour]));

/** The tests of a lesson that comes with Outrider: from its start to its solution, and back. */
export function playLesson(name: string): void {
  const { lesson } = loadLesson(name);
  const official = lesson.needs.filter((image) => !image.startsWith('outrider/'));
  const isMissing = official.map(unlessPulled).includes(describe.skip);
  (isMissing ? describe.skip : describe)(`the lesson ${name}`, () => {
    const player = createPlayer(name);
    afterAll(async () => {
      await player.tryLesson('end');
      player.remove();
    }, 120_000);

    /** Red also after the commands that a step asks for, where they are not all of its solution. */
    const isRed = async (step: Step): Promise<void> => {
      const { files, with: recipes } = step.solution;
      if (files !== undefined || recipes) await player.act(step);
      const checked = await player.check(redFor);
      expect([checked.step, colours(checked)]).toEqual([step.name, every(step, 'red')]);
    };

    it('begins', async () => {
      const { stdout } = await player.lesson('start', name, player.folder);
      expect(stdout).toContain(lesson.steps[0]!.title);
    }, 180_000);

    for (const [index, step] of lesson.steps.entries()) {
      it(`${step.name}: every check is red before it is solved, and green after`, async () => {
        await isRed(step);
        expect((await player.tryLesson('next', '--within', '0s')).exitCode).toBe(1);
        await player.lesson('solve');
        const solved = await player.check(greenWithin);
        expect(solved.checks.filter(({ is }) => is !== 'green')).toEqual([]);
        const { stdout } = await player.lesson('next', '--within', greenWithin);
        expect(stdout).toContain(lesson.steps[index + 1]?.title ?? 'That was the last step');
      }, 400_000);
    }

    it('is red again after a reset, and leaves nothing when it ends', async () => {
      await player.lesson('reset');
      await isRed(lesson.steps.at(-1)!);
      await player.lesson('end');
      expect(await leftOf(player.project)).toEqual([]);
    }, 300_000);
  });
}
