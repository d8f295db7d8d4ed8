import type { Report } from '../../lifecycle/facts.ts';
import { specHashes } from '../../lifecycle/hash.ts';
import type { PodState } from '../../lifecycle/state.ts';
import type { Pod } from '../../pod/model.ts';
import { attachTo } from '../attach.ts';
import { type DetachOptions, deadline } from '../detach.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Supervised } from '../find-supervised.ts';
import { chooseOutput } from '../show.ts';
import type { StopControl, UpOptions } from './options.ts';

/** Shows pods that another process supervises, until they end; what stops `up` stops them. */
export async function followRunning(
  running: readonly Supervised[],
  options: UpOptions,
  control: StopControl,
): Promise<number> {
  process.stderr.write('outrider: these pods are running already; they were given the file as it is now\n');
  const post = (report: Report): void => {
    for (const supervised of running) void supervised.control.ask({ type: 'post', report }).catch(() => {});
  };
  control.stop = (reason) => post({ type: 'stopPod', reason });
  control.kill = () => post({ type: 'killPod', reason: 'killed on request' });
  const { signal } = new AbortController();
  await attachTo(running, { ...options, output: chooseOutput(options.output) }, signal);
  return exitCodes.ok;
}

/**
 * Settles when the pod runs as `pod` wants it, and is Ready where that is waited for, or has ended.
 * @throws Failure when it does not get there in time.
 */
export async function awaitUpdated(
  { control }: Supervised,
  pod: Pod,
  { wait, timeoutMs }: Pick<DetachOptions, 'wait' | 'timeoutMs'>,
): Promise<void> {
  const hashes = specHashes(pod);
  const late = deadline(timeoutMs, [pod]);
  let asking = false;
  const updated = control.events(({ type }) => {
    if (type === 'Log' || asking) return;
    asking = true;
    control
      .ask({ type: 'state' })
      .then((reply) => {
        asking = false;
        if (reply.type === 'state' && isUpdated(reply.state, hashes, wait)) control.close();
      })
      .catch(() => {});
  });
  try {
    await Promise.race([updated, late.promise]);
  } finally {
    late.cancel();
    control.close();
  }
}

function isUpdated(state: PodState, hashes: Readonly<Record<string, string>>, wait: boolean): boolean {
  if (state.finished || state.phase === 'Succeeded' || state.phase === 'Failed') return true;
  const isCurrent = Object.values(state.containers).every(
    ({ name, role, instance }) =>
      (role === 'init' && instance.is === 'terminated') ||
      (instance.is === 'running' && instance.specHash === hashes[name]),
  );
  return isCurrent && (state.ready || !wait);
}
