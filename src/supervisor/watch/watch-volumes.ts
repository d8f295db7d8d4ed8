import type { Volume } from '../../pod/model.ts';
import type { Loop } from '../loop.ts';
import type { Clock, Engine } from '../ports.ts';

/** How often the kubelet looks for something to evict, in milliseconds (`pkg/kubelet/kubelet.go`, evictionMonitoringPeriod). */
const everyMs = 10_000;
/** So much longer than a look took is the pause after it: a volume with many files costs a tenth of a processor at most. */
const pauseForLook = 10;

type Limited = Extract<Volume, { readonly type: 'emptyDir' }> & { readonly sizeLimitBytes: number };

interface WatchPorts {
  readonly engine: Pick<Engine, 'volumeUsage'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Looks again and again whether an emptyDir on disk has become larger than its limit. One in memory cannot. */
export function watchVolumes(
  loop: Pick<Loop, 'state' | 'post'>,
  { engine, clock, signal }: WatchPorts,
): void {
  const limited = loop.state().pod.volumes.filter(hasLimit);
  if (limited.length === 0 || !engine.volumeUsage) return;
  const names = limited.map(({ name }) => name);
  let cancel = (): void => {};
  const schedule = (pauseMs: number): void => {
    if (signal.aborted) return;
    cancel = clock.at(clock.monotonic() + Math.max(everyMs, pauseMs), () => {
      const began = clock.monotonic();
      void look()
        .catch(() => {})
        .finally(() => schedule((clock.monotonic() - began) * pauseForLook));
    });
  };
  const look = async (): Promise<void> => {
    const { sandbox, termination, finished } = loop.state();
    if (sandbox.status !== 'ready' || termination || finished) return;
    const used = await engine.volumeUsage!(names, signal);
    const full = limited.find(({ name, sizeLimitBytes }) => (used.get(name) ?? 0) > sizeLimitBytes);
    if (!full || signal.aborted) return;
    const { name, sizeLimitBytes: limitBytes } = full;
    loop.post({ type: 'volumeFull', volume: name, usedBytes: used.get(name)!, limitBytes });
  };
  signal.addEventListener('abort', () => cancel(), { once: true });
  schedule(0);
}

function hasLimit(volume: Volume): volume is Limited {
  return volume.type === 'emptyDir' && volume.medium === 'disk' && volume.sizeLimitBytes !== undefined;
}
