import { afterEach, expect, it } from '@jest/globals';
import { ownerOf, takeLock } from '../../../../src/docker/holder/lock.ts';
import type { Runner } from '../../../../src/docker/holder/runner.ts';
import { EngineError } from '../../../../src/supervisor/ports.ts';
import { someRun } from '../../../simulation/support/simulated-sandbox.ts';
import { type FakeDaemon, fakeDaemon, json, patience } from '../fake-daemon.ts';
import { pod } from '../pods.ts';

let daemon: FakeDaemon | undefined;
afterEach(async () => {
  await daemon?.close();
  daemon = undefined;
});

const { name } = pod({});
const Labels = {
  'dev.outrider.project': 'p',
  'dev.outrider.pod': name,
  'dev.outrider.role': 'holder',
  'dev.outrider.attempt': '0',
  'dev.outrider.version': '1',
};

/** An engine whose holder runs until it is gone, and the way to ask in it. */
async function place(answers: readonly (() => Promise<unknown>)[]) {
  let isThere = true;
  let asked = 0;
  daemon = await fakeDaemon([
    [
      'GET',
      /\/containers\/json/,
      (...to) => json(200, isThere ? [{ Id: 'h', Names: [`/p_${name}_holder.0`], Labels }] : [])(...to),
    ],
    [
      'GET',
      /\/containers\/h\/json/,
      json(200, {
        Id: 'h',
        Name: `/p_${name}_holder.0`,
        Config: { Labels },
        State: { Running: true, Status: 'running' },
      }),
    ],
  ]);
  const ask = async (): Promise<never> => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    return (await answer()) as never;
  };
  const context = {
    docker: daemon.docker,
    owner: { project: 'p', pod: pod({}), version: '1' },
    ipv6: false,
    product: 'Docker' as const,
    maker: 'm',
    fetchImage: async () => '',
    identity: someRun,
    runnerIn: () => ({ owner: ask, lock: ask }) as unknown as Runner,
  };
  const remove = (): void => {
    isThere = false;
  };
  return { context, remove, asked: () => asked };
}

const lost = (): Promise<never> =>
  Promise.reject(new EngineError('engine', 'lost the runner in the holder: its connection closed'));

it.each([
  ['who has the lock', ownerOf, undefined],
  ['for the lock', (context: never, signal: AbortSignal) => takeLock(context, 'x', signal), { is: 'absent' }],
] as const)('a holder that is removed while it is asked %s was let go of', async (_what, ask, answer) => {
  const { context, remove, asked } = await place([
    () => {
      remove();
      return lost();
    },
  ]);
  expect(await ask(context as never, patience())).toEqual(answer);
  expect(asked()).toBe(1);
});

it('a holder whose connection breaks once is asked again', async () => {
  const record = JSON.stringify({ run: 'r', pid: 7 });
  const { context } = await place([lost, async () => ({ is: 'held', record })]);
  expect(await ownerOf(context, patience())).toMatchObject({ run: 'r', pid: 7 });
});

it('one that never answers is an error in the end', async () => {
  const { context } = await place([lost]);
  await expect(ownerOf(context, patience())).rejects.toThrow('lost the runner');
});
