import type { Loop } from '../loop.ts';
import type { Clock, Engine } from '../ports.ts';

/** As often as the kubelet looks at the volumes of a pod, in milliseconds (`pkg/kubelet/kubelet.go`, syncFrequency). */
const everyMs = 60_000;

interface RenewPorts {
  readonly engine: Pick<Engine, 'renewFiles'>;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Sees again and again that tokens in the files of the pod are good. A failure is told once, until it is over. */
export function renewFiles(loop: Pick<Loop, 'state'>, { engine, clock, warn, signal }: RenewPorts): void {
  const isIssued = loop
    .state()
    .pod.volumes.some((volume) => volume.type === 'files' && volume.files.some(({ issued }) => issued));
  if (!isIssued || !engine.renewFiles) return;
  let hasFailed = false;
  let cancel = (): void => {};
  const schedule = (): void => {
    if (signal.aborted) return;
    cancel = clock.at(clock.monotonic() + everyMs, () => void renew().finally(schedule));
  };
  const renew = async (): Promise<void> => {
    const { sandbox, finished } = loop.state();
    if (sandbox.status !== 'ready' || finished) return;
    try {
      await engine.renewFiles!(signal);
      hasFailed = false;
    } catch (error) {
      if (!hasFailed && !signal.aborted)
        warn(`a token of the pod cannot be renewed: ${error instanceof Error ? error.message : error}`);
      hasFailed = true;
    }
  };
  signal.addEventListener('abort', () => cancel(), { once: true });
  schedule();
}
