import type Dockerode from 'dockerode';
import type { Volume, VolumeMount } from '../../pod/model.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { claimLabels, type Owner, podLabels } from './labels.ts';
import { claimVolumeName, volumeName } from './names.ts';

/** Where the holder has every volume of the pod, under the volume's name; files are written there. */
export const volumesFolder = '/outrider/volumes';

export type StoredVolume = Exclude<Volume, { type: 'hostPath' }>;

/** Host paths of the pod's volumes on the engine's machine, by volume name. */
export type Mountpoints = ReadonlyMap<string, string>;

export interface Mounts {
  readonly mounts: readonly Dockerode.MountSettings[];
  /** `source:target[:ro]`; the form for which the engine creates a source that is missing. */
  readonly binds: readonly string[];
}

export function storedVolumes(volumes: readonly Volume[]): readonly StoredVolume[] {
  return volumes.filter((volume) => volume.type !== 'hostPath');
}

/** All of the pod's stored volumes, as the holder has them: it keeps what is in memory alive and is written through. */
export function holderMounts(owner: Owner): readonly Dockerode.MountSettings[] {
  return storedVolumes(owner.pod.volumes).map((volume) =>
    mountOf(owner, volume, `${volumesFolder}/${volume.name}`, false),
  );
}

/** What the container mounts. `mountpoints` is needed only where a mount has a `subPath`. */
export function containerMounts(
  owner: Owner,
  volumeMounts: readonly VolumeMount[],
  mountpoints: Mountpoints,
): Mounts {
  const mounts: Dockerode.MountSettings[] = [];
  const binds: string[] = [];
  for (const mount of volumeMounts) {
    const volume = owner.pod.volumes.find(({ name }) => name === mount.name);
    if (!volume) throw new EngineError('engine', `volume ${mount.name} is mounted but not declared`);
    if (mount.subPath || (volume.type === 'hostPath' && volume.create)) {
      binds.push(bindOf(volume, mount, mountpoints));
    } else if (volume.type === 'hostPath') {
      mounts.push({ Type: 'bind', Source: volume.path, Target: mount.mountPath, ReadOnly: mount.readOnly });
    } else mounts.push(mountOf(owner, volume, mount.mountPath, isReadOnly(volume, mount)));
  }
  return { mounts, binds };
}

/**
 * A mount that makes its volume on first use, labels and all, so that volumes cost no calls of their own. `NoCopy`,
 * because Kubernetes' volumes begin empty whatever the image has at that path.
 */
function mountOf(
  owner: Owner,
  volume: StoredVolume,
  target: string,
  readOnly: boolean,
): Dockerode.MountSettings {
  return {
    Type: 'volume',
    Source: storedName(owner, volume),
    Target: target,
    ReadOnly: readOnly,
    VolumeOptions: {
      NoCopy: true,
      Labels: { ...storedLabels(owner, volume) },
      DriverConfig: { Name: 'local', Options: driverOptions(volume) },
    },
  };
}

export function storedName({ project, pod }: Owner, volume: StoredVolume): string {
  return volume.type === 'persistent'
    ? claimVolumeName(project, volume.claimName)
    : volumeName(project, pod.name, volume.name);
}

function storedLabels(owner: Owner, volume: StoredVolume): Readonly<Record<string, string>> {
  return volume.type === 'persistent' ? claimLabels(owner.project, volume.claimName) : podLabels(owner);
}

/**
 * A tmpfs volume lives as long as some container has it mounted, which the holder does; so it outlives every restart,
 * unlike a `tmpfs` mount, which is each container's own.
 */
function driverOptions(volume: StoredVolume): Record<string, string> {
  if (volume.type === 'persistent' || volume.medium === 'disk') return {};
  const size = volume.type === 'emptyDir' ? volume.sizeLimitBytes : undefined;
  return { type: 'tmpfs', device: 'tmpfs', o: size === undefined ? 'mode=0777' : `mode=0777,size=${size}` };
}

/** ConfigMap, Secret, projected and downwardAPI volumes are always mounted read-only (kubelet, `IsReadOnly`). */
function isReadOnly(volume: Volume, mount: VolumeMount): boolean {
  return mount.readOnly || volume.type === 'files' || (volume.type === 'persistent' && volume.readOnly);
}

/**
 * Engines before 26 cannot mount a part of a volume. A bind of the path that the volume has on the engine's machine does
 * the same everywhere, for a single file and for a volume in memory as well.
 */
function bindOf(volume: Volume, mount: VolumeMount, mountpoints: Mountpoints): string {
  const root = volume.type === 'hostPath' ? volume.path : mountpoints.get(volume.name);
  if (root === undefined)
    throw new EngineError('engine', `volume ${volume.name} does not exist on the engine`);
  const source = mount.subPath ? `${root.replace(/\/+$/, '')}/${mount.subPath}` : root;
  if (source.includes(':') || mount.mountPath.includes(':')) {
    throw new EngineError(
      'engine',
      `cannot mount ${source} at ${mount.mountPath}: the engine splits at colons`,
    );
  }
  return isReadOnly(volume, mount) ? `${source}:${mount.mountPath}:ro` : `${source}:${mount.mountPath}`;
}
