import type { EventBody } from '../../events/types.ts';
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
  readonly tell: (event: EventBody) => void;
  /** The pod was taken over: who listens has not heard of its rules, so they are looked at and told at once. */
  readonly adopted: boolean;
  readonly signal: AbortSignal;
}

/**
 * Watches over the capture rules while they are on and the proxy is there: what changes them behind our back becomes a
 * fact, what works against them a warning.
 */
export function guardCapture(loop: Loop, ports: GuardPorts): void {
  const { engine, capturer, clock, warn, tell, signal } = ports;
  // Rules that are put on again are told by who puts them on.
  let isUntold = ports.adopted && loop.state().capture === 'on';
  let cancel = (): void => {};
  signal.addEventListener('abort', () => cancel(), { once: true });

  const look = async (): Promise<void> => {
    const { pod, capture, initialized, sandbox, termination } = loop.state();
    if (capture !== 'on' || !initialized || termination) return;
    const { drift, found, alarms } = await capturer.check(pod, engine, signal);
    if (isUntold && found && loop.state().capture === 'on') tell({ type: 'CaptureApplied', ...found });
    if (found || drift !== undefined) isUntold = false;
    if (drift !== undefined) loop.post({ type: 'captureDrifted', attempt: sandbox.attempt, message: drift });
    for (const alarm of alarms) warn(alarm);
  };

  const schedule = (inMs: number): void => {
    if (signal.aborted) return;
    cancel = clock.at(clock.monotonic() + inMs, () => {
      look()
        .catch((error: unknown) => {
          if (!signal.aborted) warn(`the capture rules could not be looked at: ${String(error)}`);
        })
        .finally(() => schedule(intervalMs));
    });
  };
  schedule(isUntold ? 0 : intervalMs);
}
