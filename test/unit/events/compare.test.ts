import { describe, expect, it } from '@jest/globals';
import { compareRuns } from '../../../src/events/compare.ts';
import type { OutriderEvent } from '../../../src/events/types.ts';

const at = (ms: number): string => new Date(1_800_000_000_000 + ms).toISOString();
const running = (ms: number, container: string, attempt = 0) =>
  ({ type: 'ContainerRunning', time: at(ms), pod: 'web', container, attempt }) as OutriderEvent;
const ended = (ms: number, container: string, exitCode: number) =>
  ({
    type: 'ContainerTerminated',
    time: at(ms),
    pod: 'web',
    container,
    attempt: 0,
    exitCode,
  }) as OutriderEvent;
const differences = (here: readonly OutriderEvent[], there: readonly OutriderEvent[]) =>
  compareRuns(here, there).flatMap(({ what, differs }) =>
    differs === undefined ? [] : [`${what}: ${differs}`],
  );

describe('the same pods on two sides', () => {
  it('agree when their steps come in the same order, however long each takes', () => {
    const here = [running(0, 'proxy'), running(500, 'app'), ended(900, 'app', 0)];
    const there = [running(0, 'proxy'), running(9000, 'app'), ended(12_000, 'app', 0)];
    expect(differences(here, there)).toEqual([]);
    expect(compareRuns(here, there)[1]).toEqual({ pod: 'web', what: 'app runs', here: 500, there: 9000 });
  });

  it('differ when two steps change places', () => {
    const here = [running(0, 'proxy'), running(500, 'app')];
    const there = [running(3000, 'proxy'), running(0, 'app')];
    expect(differences(here, there)).toEqual(['app runs: after "proxy runs" here, before it there']);
  });

  it('have no order where a side has them at once', () => {
    const here = [running(0, 'a'), running(20, 'b')];
    expect(differences(here, [running(5000, 'a'), running(0, 'b')])).toEqual([]);
    expect(differences([running(0, 'a'), running(500, 'b')], [running(1000, 'a'), running(0, 'b')])).toEqual(
      [],
    );
  });

  it('agree where one of them looked too late to see a state that had ended, and not where it lasted', () => {
    const started = (ms: number, container: string) =>
      ({ ...running(ms, container), type: 'ContainerStarted' }) as OutriderEvent;
    const there = [running(0, 'init'), ended(1000, 'init', 0)];
    const here = (endsAt: number) => [running(0, 'init'), started(10, 'init'), ended(endsAt, 'init', 0)];
    expect(differences(here(900), there)).toEqual([]);
    expect(differences(there, here(900))).toEqual([]);
    expect(differences(here(9000), there)).toEqual(['init has started: only here']);
  });

  it('differ by an exit code, and by what only one of them did', () => {
    const here = [running(0, 'app'), ended(900, 'app', 0)];
    const there = [running(0, 'app'), ended(900, 'app', 137), running(2000, 'app', 1)];
    expect(differences(here, there)).toEqual([
      'app ends: exit code 0 here, exit code 137 there',
      'app (restart 1) runs: only there',
    ]);
  });
});
