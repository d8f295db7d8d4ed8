import { expect, it } from '@jest/globals';
import { createJournal } from '../../../../src/supervisor/journal.ts';
import { EngineError, type EngineLogLine, type LogOptions } from '../../../../src/supervisor/ports.ts';
import { createFollower } from '../../../../src/supervisor/watch/follower.ts';
import { createManualClock } from '../../../simulation/support/manual-clock.ts';
import { engineWith } from '../fakes.ts';

const line = (nanos: number): EngineLogLine => ({
  time: `2026-01-02T03:04:05.00000000${nanos}Z`,
  stream: 'stdout',
  line: String(nanos),
  partial: false,
});

function following(logs: (options: LogOptions, nth: number) => AsyncIterable<EngineLogLine>) {
  const journal = createJournal('p', () => 0);
  const told: string[] = [];
  const warnings: string[] = [];
  journal.subscribe((event) => void (event.type === 'Log' && told.push(event.line)));
  let nth = 0;
  const engine = engineWith({ logs: (_, options) => logs(options, nth++) });
  const signal = new AbortController().signal;
  const follower = createFollower('pod', {
    engine,
    journal,
    clock: createManualClock(),
    warn: (message) => void warnings.push(message),
    signal,
  });
  return { follower, told, warnings };
}

it('a log that broke off goes on when the engine is back, after the last line that was told', async () => {
  const asked: (string | undefined)[] = [];
  const { follower, told, warnings } = following(async function* ({ since }, nth) {
    asked.push(since);
    if (nth === 0) {
      yield line(1);
      throw new EngineError('engine', 'the log cannot be read now');
    }
    yield line(2);
  });
  follower.follow({ id: 'c', container: 'a1', attempt: 0 });
  await follower.idle();
  follower.followAgain();
  await follower.idle();
  follower.followAgain();
  await follower.idle();
  expect(told).toEqual(['1', '2']);
  expect(asked).toEqual([undefined, line(1).time]);
  expect(warnings).toEqual(['the log of a1 broke off: the log cannot be read now']);
});

it('it is idle only when the last line of every log is told', async () => {
  let end = (): void => {};
  const { follower, told } = following(async function* () {
    yield line(1);
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    yield line(2);
  });
  follower.follow({ id: 'c', container: 'a1', attempt: 0 });
  let idle = false;
  const waiting = follower.idle().then(() => {
    idle = true;
  });
  await new Promise(setImmediate);
  expect({ idle, told }).toEqual({ idle: false, told: ['1'] });
  end();
  await waiting;
  expect(told).toEqual(['1', '2']);
});

it('the lines of the next instance of a container come behind those of the one before', async () => {
  let end = (): void => {};
  const { follower, told } = following(async function* (_, nth) {
    if (nth === 0)
      await new Promise<void>((resolve) => {
        end = resolve;
      });
    yield line(nth + 1);
  });
  follower.follow({ id: 'c', container: 'a1', attempt: 0 });
  follower.follow({ id: 'd', container: 'a1', attempt: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
  end();
  await follower.idle();
  expect(told).toEqual(['1', '2']);
});
