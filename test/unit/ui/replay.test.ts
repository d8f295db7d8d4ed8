import { describe, expect, it } from '@jest/globals';
import { createReplay } from '../../../src/ui/replay.ts';
import { origin } from '../events/story.ts';
import { crashLoop } from './fixtures/runs.ts';

/** A replay in virtual time. */
function setUp(speed = 1) {
  let now = 0;
  let tick = (): void => {};
  const { events } = crashLoop();
  const replay = createReplay(events, {
    speed,
    monotonic: () => now,
    every: (_, callback) => {
      tick = callback;
      return () => {};
    },
  });
  const seen: number[] = [];
  replay.ports.subscribe(({ seq }) => seen.push(seq));
  replay.ports.replay.onRestart(() => seen.splice(0));
  const pass = (ms: number): void => {
    now += ms;
    tick();
  };
  const expected = (ms: number) =>
    events.filter(({ time }) => Date.parse(time) <= origin + ms).map(({ seq }) => seq);
  return { replay, seen, pass, expected, port: replay.ports.replay };
}

describe('a replay', () => {
  it('tells each event at its time', () => {
    const { seen, pass, expected, replay } = setUp();
    pass(450);
    expect(seen).toEqual(expected(450));
    expect(replay.now()).toBe(origin + 450);
    pass(3000);
    expect(seen).toEqual(expected(3450));
  });

  it('stands still while it is paused', () => {
    const { seen, pass, expected, port } = setUp();
    pass(450);
    port.setPlaying(false);
    pass(60_000);
    expect(seen).toEqual(expected(450));
    port.setPlaying(true);
    pass(1000);
    expect(seen).toEqual(expected(1450));
  });

  it('changes its speed where it is', () => {
    const { seen, pass, expected, port } = setUp();
    pass(1000);
    port.setSpeed(4);
    pass(1000);
    expect(port.status().offsetMs).toBe(5000);
    expect(seen).toEqual(expected(5000));
  });

  it('goes forward and back, back from the first event on', () => {
    const { seen, expected, port } = setUp();
    port.seek(20_000);
    expect(seen).toEqual(expected(20_000));
    port.seek(1000);
    expect(seen).toEqual(expected(1000));
    port.seek(-5000);
    expect(seen).toEqual(expected(0));
  });

  it('stops at its end and begins again when it is played once more', () => {
    const { seen, pass, expected, port } = setUp(64);
    pass(60_000);
    expect(port.status()).toMatchObject({ playing: false, offsetMs: 35_000 });
    port.setPlaying(true);
    expect(seen).toEqual(expected(0));
    expect(port.status().playing).toBe(true);
  });
});
