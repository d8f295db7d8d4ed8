import { allContainers } from '../../pod/containers.ts';
import { DEFAULT_TERMINATION_MESSAGE_PATH } from '../../pod/defaults.ts';
import type { Container, Pod, Volume } from '../../pod/model.ts';
import type { ArchiveEntry } from './archive.ts';
import type { Owner } from './labels.ts';
import { bind, type Mountpoints, type Mounts, mountOf, partOf, terminationLogs } from './mounts.ts';

/** The file of each container, empty. They are written with the other files of volumes, so that a first start costs no call for them. */
export function terminationLogEntries(pod: Pod): readonly ArchiveEntry[] {
  return allContainers(pod).map(({ name }) => emptyLog(name));
}

/** An empty file that any user may write (kubelet, `kuberuntime_container.go`, 0666). */
export function emptyLog(container: string): ArchiveEntry {
  return {
    path: `${terminationLogs.name}/${container}`,
    content: Buffer.alloc(0),
    mode: 0o666,
    uid: 0,
    gid: 0,
  };
}

/** How a container gets its file. A holder that an older Outrider made has none to give. */
export function terminationLogMount(
  owner: Owner,
  container: Container,
  mountpoints: Mountpoints | 'engine',
): Pick<Mounts, 'mounts' | 'binds'> {
  const path = terminationLogPath(container, owner.pod.volumes);
  if (path === undefined) return { mounts: [], binds: [] };
  if (mountpoints === 'engine')
    return { mounts: [partOf(mountOf(owner, terminationLogs, path, false), container.name)], binds: [] };
  const root = mountpoints.get(terminationLogs.name);
  return { mounts: [], binds: root === undefined ? [] : [bind(`${root}/${container.name}`, path, false)] };
}

/** The place of the file in the container. Undefined where a mount of the container's own covers it. */
function terminationLogPath(
  { terminationMessagePath: path = DEFAULT_TERMINATION_MESSAGE_PATH, volumeMounts }: Container,
  volumes: readonly Volume[],
): string | undefined {
  const isCovered = volumeMounts.some(({ name, mountPath, readOnly }) => {
    if (mountPath === path) return true;
    if (!path.startsWith(`${mountPath.replace(/\/+$/, '')}/`)) return false;
    const type = volumes.find((volume) => volume.name === name)?.type;
    return readOnly || type === 'files' || type === 'hostPath';
  });
  return isCovered ? undefined : path;
}
