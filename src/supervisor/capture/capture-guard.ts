import type { Loop } from '../loop.ts';
import type { Clock, Engine } from '../ports.ts';
import type { Capturer } from './capturer.ts';

/** How often the rules are looked at: soon enough for a person, seldom enough to cost nothing. */
const intervalMs = 5000;

interface GuardPorts {
  readonly engine: Engine;
  readonly capturer: Capturer;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Watches over the capture rules while they are on and the proxy is there: what changes them behind our back becomes a
 * fact, what works against them a warning.
 */
export function guardCapture(loop: Loop, { engine, capturer, clock, warn, signal }: GuardPorts): void {
  let cancel = (): void => {};
  signal.addEventListener('abort', () => cancel(), { once: true });

  const look = async (): Promise<void> => {
    const { pod, capture, initialized, sandbox, termination } = loop.state();
    if (capture !== 'on' || !initialized || termination) return;
    const { drift, alarms } = await capturer.check(pod, engine, signal);
    if (drift !== undefined) loop.post({ type: 'captureDrifted', attempt: sandbox.attempt, message: drift });
    for (const alarm of alarms) warn(alarm);
  };

  const schedule = (): void => {
    if (signal.aborted) return;
    cancel = clock.at(clock.monotonic() + intervalMs, () => {
      look()
        .catch((error: unknown) => {
          if (!signal.aborted) warn(`the capture rules could not be looked at: ${String(error)}`);
        })
        .finally(schedule);
    });
  };
  schedule();
}
