import type { Prepare } from '../../manifest/gather.ts';
import type { Pod } from '../../pod/model.ts';
import { loadPods } from '../files/load-pods.ts';
import { projectName } from '../project-name.ts';
import type { Given } from './given.ts';
import { onNetwork } from './network.ts';
import type { UpOptions } from './options.ts';

/** The pods as they are to run: with recipes added, and in legacy order where that is asked for. */
export async function wantedPods(
  { files, stdin }: Given,
  options: UpOptions,
  report?: (text: string) => void,
): Promise<readonly Pod[]> {
  const project = projectName(options.projectName, files);
  const select = await selectionOf(options.scheduledRun);
  const read = await loadPods(files, {
    ...{ recipes: options.with ?? [], project, api: options.api ?? false },
    ...(stdin && { stdin }),
    ...(select && { select }),
    ...(report && { report }),
  });
  const pods = await onNetwork(await withPull(read, options.pull), options);
  if (options.sidecars === 'native') return pods;
  const { toLegacy } = await import('../../lifecycle/state/legacy.ts');
  return pods.map(toLegacy);
}

const policies = { always: 'Always', missing: 'IfNotPresent', never: 'Never' } as const;

async function withPull(pods: readonly Pod[], pull: UpOptions['pull']): Promise<readonly Pod[]> {
  if (pull === undefined) return pods;
  const { withPullPolicy } = await import('../../pod/pull-policy.ts');
  return pods.map((pod) => withPullPolicy(pod, policies[pull]));
}

/** Which pods of the files an `up` is for that a schedule has begun. */
async function selectionOf(scheduledRun: string | undefined): Promise<Prepare | undefined> {
  if (scheduledRun === undefined) return undefined;
  const { onlyRun, withoutCronJobs } = await import('../../manifest/cron-jobs.ts');
  const [namespace = '', cronJob = '', run = ''] = scheduledRun.split('/');
  return scheduledRun === '-' ? withoutCronJobs : onlyRun({ namespace, cronJob, run });
}
