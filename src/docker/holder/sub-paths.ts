import { allContainers } from '../../pod/containers.ts';
import type { VolumeMount } from '../../pod/model.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { inspectContainer } from '../objects/containers.ts';
import { labels } from '../objects/labels.ts';
import { volumesFolder } from '../objects/mounts.ts';
import type { SandboxContext } from './sandbox.ts';
import type { Sandboxes } from './sandboxes.ts';

/** Where the holder's image has the program (images/holder/subpath). */
const subpath = '/usr/local/lib/outrider/subpath';
const deadlineMs = 15_000;

/**
 * Looks at every `subPath` that the container mounts, from inside the holder, which has all volumes: a link may not lead out of
 * its volume, and what is missing is made. To be called right before the start, because what ran before may have
 * changed the volume.
 *
 * @throws EngineError `start-failed` with the reason.
 */
export async function checkSubPaths(
  { docker, owner }: Pick<SandboxContext, 'docker' | 'owner'>,
  sandboxes: Pick<Sandboxes, 'run'>,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const withParts = allContainers(owner.pod).filter(({ volumeMounts }) => volumeMounts.some(isPart));
  if (withParts.length === 0) return;
  const { Config } = await inspectContainer(docker, id, signal);
  const container = withParts.find(({ name }) => name === Config.Labels[labels.container]);
  for (const { name, subPath } of container?.volumeMounts.filter(isPart) ?? []) {
    const argv = [subpath, `${volumesFolder}/${name}`, subPath];
    const { exitCode, stderr } = await sandboxes.run({ argv }, deadlineMs, signal);
    if (exitCode === 0) continue;
    const reason = Buffer.from(stderr).toString('utf8').trim() || 'it could not be looked at';
    throw new EngineError('start-failed', `subPath ${subPath} of volume ${name}: ${reason}`);
  }
}

function isPart(mount: VolumeMount): mount is VolumeMount & { readonly subPath: string } {
  return Boolean(mount.subPath);
}
