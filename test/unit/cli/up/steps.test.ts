import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { type StepReport, takeSteps } from '../../../../src/cli/up/steps.ts';
import { createJournal } from '../../../../src/supervisor/journal.ts';

function run(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const journal = createJournal('p', () => 0);
  const posted: string[] = [];
  const post = (pod: string, { step }: StepReport): void =>
    void posted.push(step ? `${step.action} ${pod}/${step.container}` : `all of ${pod}`);
  const said: string[] = [];
  const stop = takeSteps(input, journal, post, (words) => said.push(words));
  const ask = (pod: string, container: string): void =>
    void journal.append(pod, { type: 'StepWaiting', action: 'start', container, message: '' });
  const type = async (text: string): Promise<void> => {
    input.write(text);
    await setImmediate();
  };
  return { input, journal, posted, said, stop, ask, type };
}

it('a line lets the step happen that has waited longest, and one of them only', async () => {
  const { ask, type, posted, said, stop, journal } = run(true);
  await type('\n');
  ask('a', 'one');
  ask('b', 'two');
  ask('c', 'three');
  journal.append('b', { type: 'StepTaken', action: 'start', container: 'two' });
  expect(posted).toEqual([]);
  await type('\n');
  await type('\n');
  await type('\n');
  expect(posted).toEqual(['start a/one', 'start c/three']);
  expect(said).toEqual(['Enter lets each step happen']);
  stop();
});

it('in a pipe a line may come before its step, and after the last one all go by themselves', async () => {
  const { ask, type, posted, said, stop, input } = run(false);
  await type('\n\n');
  ask('a', 'one');
  ask('a', 'two');
  ask('a', 'three');
  expect(posted).toEqual(['start a/one', 'start a/two']);
  input.end();
  await new Promise((resolve) => input.once('close', resolve));
  ask('b', 'four');
  expect(posted).toEqual(['start a/one', 'start a/two', 'all of a', 'all of b']);
  expect(said).toEqual([]);
  stop();
});
