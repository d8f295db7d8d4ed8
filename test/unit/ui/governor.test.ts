import { describe, expect, it } from '@jest/globals';
import { createGovernor } from '../../../src/ui/governor.ts';

/** Virtual time: `pass` moves it and calls what is due. */
function setUp(took = 0) {
  let now = 0;
  const frames: number[] = [];
  const timers = new Set<{ at: number; callback: () => void }>();
  const governor = createGovernor({
    now: () => now,
    after: (ms, callback) => {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    draw: () => frames.push(now),
    took: () => took,
  });
  const pass = (ms: number): void => {
    for (const end = now + ms; now < end; now++)
      for (const timer of timers)
        if (timer.at <= now) {
          timers.delete(timer);
          timer.callback();
        }
  };
  return { governor, frames, pass };
}

describe('frames', () => {
  it('come at most every 100 ms however much changes', () => {
    const { governor, frames, pass } = setUp();
    for (let at = 0; at < 1000; at++) {
      governor.changed('line');
      pass(1);
    }
    expect(frames.length).toBeGreaterThanOrEqual(9);
    expect(frames.length).toBeLessThanOrEqual(11);
  });

  it('come less often the longer one takes: eight times as long', () => {
    const { governor, frames, pass } = setUp(50);
    for (let at = 0; at < 2000; at++) {
      governor.changed('line');
      pass(1);
    }
    expect(frames.slice(0, 4)).toEqual([0, 400, 800, 1200]);
  });

  it('wait three seconds for what only grows older, unless a line comes', () => {
    const { governor, frames, pass } = setUp();
    governor.atOnce();
    pass(1);
    governor.changed('clock');
    pass(1999);
    expect(frames).toEqual([0]);
    governor.changed('line');
    pass(1);
    expect(frames).toEqual([0, 2000]);
    pass(5000);
    expect(frames).toEqual([0, 2000]);
  });

  it('follow a key at once', () => {
    const { governor, frames, pass } = setUp(1000);
    governor.atOnce();
    pass(5);
    governor.changed('line');
    governor.atOnce();
    pass(1);
    expect(frames).toEqual([0, 5]);
  });

  it('show all keys that came together at once', () => {
    const { governor, frames, pass } = setUp();
    for (let key = 0; key < 10; key++) governor.atOnce();
    pass(200);
    expect(frames).toEqual([0]);
  });

  it('stop when it is told to', () => {
    const { governor, frames, pass } = setUp();
    governor.changed('line');
    governor.stop();
    pass(500);
    expect(frames).toEqual([]);
  });
});
