import type { Pod, Volume } from '../../pod/model.ts';
import { EngineError, type RunResult, type Step } from '../../supervisor/ports.ts';
import { withIssued } from '../objects/issued-files.ts';
import { volumesFolder } from '../objects/mounts.ts';
import { stampedEntries } from '../objects/volume-files.ts';
import { stampNow } from './files-stamp.ts';
import { type SandboxContext, writeEntries } from './sandbox.ts';
import { swapScript } from './swap-script.ts';

const deadlineMs = 15_000;

/**
 * Gives the volumes of a running holder the files of the pod, as the kubelet does: the new files are written beside the old ones, and a
 * link is turned from these to those. A program that reads sees either all old files or all new ones. A volume that has these
 * files already stays as it is, and so does one whose ConfigMap or Secret is gone.
 *
 * @throws EngineError for the first volume that cannot be changed.
 */
export async function updateFiles(
  { docker, owner, issuer }: Pick<SandboxContext, 'docker' | 'owner' | 'issuer'>,
  id: string,
  run: (step: Step, timeoutMs: number, signal: AbortSignal) => Promise<RunResult>,
  signal: AbortSignal,
): Promise<void> {
  const volumes = owner.pod.volumes.filter(
    (volume): volume is Extract<Volume, { readonly type: 'files' }> =>
      volume.type === 'files' && !lacksData(owner.pod, volume.name),
  );
  if (volumes.length === 0) return;
  const stamp = stampNow();
  const pod = await withIssued({ ...owner.pod, volumes }, issuer);
  const entries = pod.volumes.flatMap((volume) =>
    volume.type === 'files' ? stampedEntries(pod, volume, stamp) : [],
  );
  await writeEntries(docker, id, entries, signal);
  for (const { name } of volumes) {
    const argv = ['perl', '-e', swapScript, `${volumesFolder}/${name}`, stamp];
    const { exitCode, stderr } = await run({ argv }, deadlineMs, signal);
    if (exitCode === 0) continue;
    const reason = Buffer.from(stderr).toString('utf8').trim() || 'its holder did not answer';
    throw new EngineError('engine', `volume ${name} cannot be changed: ${reason}`);
  }
}

function lacksData({ missingData = [] }: Pod, volume: string): boolean {
  return missingData.some(({ neededBy }) => 'volume' in neededBy && neededBy.volume === volume);
}
