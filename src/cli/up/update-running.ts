import { specHashes } from '../../lifecycle/hash.ts';
import type { Pod } from '../../pod/model.ts';
import type { Report } from '../../supervisor/loop.ts';
import { attachTo } from '../attach.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Supervised, trySupervisor } from '../find-supervised.ts';
import { chooseOutput } from '../show.ts';
import type { StopControl, UpOptions } from './options.ts';

/** Pods that are supervised already get the changed file: only what changed is replaced. */
export async function updateRunning(project: string, pods: readonly Pod[]): Promise<readonly Supervised[]> {
  const found = await Promise.all(
    pods.map(async (pod) => {
      const supervised = await trySupervisor(project, pod.name);
      const report = { type: 'specChanged', pod, hashes: specHashes(pod) } as const;
      await supervised?.control.ask({ type: 'post', report });
      return supervised;
    }),
  );
  return found.filter((one) => one !== undefined);
}

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
  await attachTo(running, chooseOutput(options.output), options.verbose, signal);
  return exitCodes.ok;
}
