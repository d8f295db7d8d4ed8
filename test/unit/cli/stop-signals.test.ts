import { afterEach, describe, expect, it } from '@jest/globals';
import { onStopSignals } from '../../../src/cli/terminal/stop-signals.ts';

let now = 1000;
let told: string[] = [];
let stop = (): void => {};

function listen(): void {
  told = [];
  stop = onStopSignals(
    (reason) => told.push(reason),
    () => told.push('second'),
    { monotonic: () => now },
  );
}
afterEach(() => {
  stop();
  delete process.env['OUTRIDER_SIGHUP'];
});

const send = (signal: NodeJS.Signals, afterMs = 0): void => {
  now += afterMs;
  process.emit(signal, signal);
};

describe('signals that ask for the end', () => {
  it('a second Ctrl-C kills, however soon it comes', () => {
    listen();
    send('SIGINT');
    send('SIGINT', 10);
    expect(told).toEqual(['interrupted (Ctrl-C)', 'second']);
  });

  it('a SIGTERM that comes twice at once, by way of a parent, counts once', () => {
    listen();
    send('SIGTERM');
    send('SIGTERM', 10);
    send('SIGTERM', 499);
    expect(told).toEqual(['received SIGTERM']);
    send('SIGTERM', 501);
    expect(told).toEqual(['received SIGTERM', 'second']);
  });

  it('a SIGTERM right behind a Ctrl-C, as of a terminal that goes, is no second one', () => {
    listen();
    send('SIGINT');
    send('SIGHUP', 10);
    expect(told).toEqual(['interrupted (Ctrl-C)']);
  });

  it('a SIGHUP counts, unless it was ignored at the start', () => {
    listen();
    send('SIGHUP');
    expect(told).toEqual(['received SIGHUP']);
    stop();
    process.env['OUTRIDER_SIGHUP'] = 'ignored';
    listen();
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });

  it('are left alone afterwards', () => {
    listen();
    stop();
    expect(['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name))).toEqual([0, 0, 0]);
  });
});
