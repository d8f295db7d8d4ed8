import type Dockerode from 'dockerode';
import { allContainers } from '../../pod/containers.ts';
import type { VolumeEngineOptions } from '../../pod/engine-options.ts';
import type { Volume, VolumeMount } from '../../pod/model.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { claimLabels, type Owner, podLabels } from './labels.ts';
import { claimVolumeName, volumeName } from './names.ts';

/** Where the holder has every volume of the pod, under the volume's name; files are written there. */
export const volumesFolder = '/outrider/volumes';

export type StoredVolume = Exclude<Volume, { type: 'hostPath' }>;

/**
 * The volume of a pod with one file a container, in which the container says why it ends. No volume of a manifest has a dot in its
 * name.
 */
export const terminationLogs: StoredVolume = { name: 'termination.logs', type: 'emptyDir', medium: 'disk' };

/** Host paths of the pod's volumes on the engine's machine, by volume name. */
export type Mountpoints = ReadonlyMap<string, string>;

export interface Mounts {
  readonly mounts: readonly Dockerode.MountSettings[];
  /** `source:target[:options]`; the form for which the engine creates a source that is missing. */
  readonly binds: readonly string[];
  /** Options of mount(8), by the target. */
  readonly tmpfs: Readonly<Record<string, string>>;
}

/** The volumes that the pod has; a tmpfs that each container has for itself is none. */
export function storedVolumes(volumes: readonly Volume[]): readonly StoredVolume[] {
  return volumes.filter(
    (volume): volume is StoredVolume => volume.type !== 'hostPath' && volume.engine?.tmpfs === undefined,
  );
}

/** All of the pod's stored volumes, as the holder has them: it keeps what is in memory alive and is written through. */
export function holderMounts(owner: Owner): readonly Dockerode.MountSettings[] {
  return storedVolumes(owner.pod.volumes).map((volume) => holderMount(owner, volume));
}

export function holderMount(owner: Owner, volume: StoredVolume): Dockerode.MountSettings {
  return mountOf(owner, volume, `${volumesFolder}/${volume.name}`, false);
}

/** Folders of the engine's machine of which some container gets a part: the holder has them, too, and looks at the part. */
export function holderBinds({ pod }: Owner): readonly string[] {
  const inPart = new Set(
    allContainers(pod)
      .flatMap(({ volumeMounts }) => volumeMounts.filter(({ subPath }) => subPath))
      .map(({ name }) => name),
  );
  return pod.volumes.flatMap((volume) =>
    volume.type === 'hostPath' && inPart.has(volume.name)
      ? [bind(volume.path, `${volumesFolder}/${volume.name}`, false)]
      : [],
  );
}

/**
 * What the container mounts. `mountpoints` is needed only where a mount has a `subPath`; `engine` where the engine itself
 * finds the part of a volume.
 */
export function containerMounts(
  owner: Owner,
  volumeMounts: readonly VolumeMount[],
  mountpoints: Mountpoints | 'engine',
): Mounts {
  const mounts: Dockerode.MountSettings[] = [];
  const binds: string[] = [];
  const tmpfs: Record<string, string> = {};
  for (const mount of volumeMounts) {
    const volume = owner.pod.volumes.find(({ name }) => name === mount.name);
    if (!volume) throw new EngineError('engine', `volume ${mount.name} is mounted but not declared`);
    if (volume.engine?.tmpfs !== undefined) {
      const options = [volume.engine.tmpfs, ...(mount.readOnly ? ['ro'] : [])];
      tmpfs[mount.mountPath] = options.filter((one) => one !== '').join(',');
    } else if (mount.subPath && volume.type !== 'hostPath' && mountpoints === 'engine') {
      mounts.push(partOf(mountOf(owner, volume, mount.mountPath, isReadOnly(volume, mount)), mount.subPath));
    } else if (mount.subPath || (volume.type === 'hostPath' && isBind(volume))) {
      binds.push(bindOf(volume, mount, mountpoints === 'engine' ? new Map() : mountpoints));
    } else if (volume.type === 'hostPath') {
      mounts.push(hostMount(volume, mount));
    } else {
      const copies = engineOptions(volume).copyFromImage ?? false;
      mounts.push(mountOf(owner, volume, mount.mountPath, isReadOnly(volume, mount), copies));
    }
  }
  return { mounts, binds, tmpfs };
}

type HostPath = Extract<Volume, { type: 'hostPath' }>;

/** Whether only the short form can say it: that what is missing is made, on every engine, and labels of SELinux. */
function isBind({ create, engine }: HostPath): boolean {
  return engine?.selinux !== undefined || (create && engine?.recursive === undefined);
}

function hostMount({ path, create, engine = {} }: HostPath, mount: VolumeMount): Dockerode.MountSettings {
  const { propagation, recursive } = engine;
  const options = {
    ...(propagation !== undefined && { Propagation: propagation as Dockerode.MountPropagation }),
    ...(create && { CreateMountpoint: true }),
    ...(recursive === 'disabled' && { NonRecursive: true }),
    ...(recursive === 'writable' && { ReadOnlyNonRecursive: true }),
    ...(recursive === 'readonly' && { ReadOnlyForceRecursive: true }),
  };
  return {
    Type: 'bind',
    Source: path,
    Target: mount.mountPath,
    ReadOnly: mount.readOnly,
    ...(Object.keys(options).length > 0 && {
      BindOptions: options as Dockerode.MountSettings['BindOptions'],
    }),
  };
}

/**
 * A mount that makes its volume on first use, labels and all, so that volumes cost no calls of their own. `NoCopy`,
 * because Kubernetes' volumes begin empty whatever the image has at that path; Compose's do not.
 */
export function mountOf(
  owner: Owner,
  volume: StoredVolume,
  target: string,
  readOnly: boolean,
  copies = false,
): Dockerode.MountSettings {
  const { driver = 'local', labels } = engineOptions(volume);
  return {
    Type: 'volume',
    Source: storedName(owner, volume),
    Target: target,
    ReadOnly: readOnly,
    VolumeOptions: {
      NoCopy: !copies,
      Labels: { ...labels, ...storedLabels(owner, volume) },
      DriverConfig: { Name: driver, Options: driverOptions(volume) },
    },
  };
}

/** The pod's volumes, each as the engine makes one that is not made by a mount. Those that others make are left out. */
export function volumesToMake(owner: Owner): readonly VolumeToMake[] {
  return storedVolumes(owner.pod.volumes)
    .filter((volume) => !engineOptions(volume).external)
    .map((volume) => {
      const { Source: Name, VolumeOptions } = mountOf(owner, volume, volumesFolder, false);
      const { Labels, DriverConfig } = VolumeOptions!;
      return { Name, Labels, Driver: DriverConfig.Name, DriverOpts: DriverConfig.Options };
    });
}

/** What `POST /volumes/create` takes. */
interface VolumeToMake {
  readonly Name: string;
  readonly Labels: Record<string, string>;
  readonly Driver: string;
  readonly DriverOpts: Record<string, string>;
}

export function engineOptions(volume: StoredVolume): VolumeEngineOptions {
  return volume.engine ?? {};
}

/** Engines from 26 (API 1.45) on resolve a part of a volume themselves, and never outside of the volume. */
export function partOf(whole: Dockerode.MountSettings, subPath: string): Dockerode.MountSettings {
  // @types/dockerode does not know of `Subpath`.
  const VolumeOptions = { ...whole.VolumeOptions!, Subpath: subPath };
  return { ...whole, VolumeOptions };
}

export function storedName({ project, pod }: Owner, volume: StoredVolume): string {
  if (volume.type !== 'persistent') return volumeName(project, pod.name, volume.name);
  return volume.engine?.name ?? claimVolumeName(project, volume.claimName);
}

function storedLabels(owner: Owner, volume: StoredVolume): Readonly<Record<string, string>> {
  return volume.type === 'persistent' ? claimLabels(owner.project, volume.claimName) : podLabels(owner);
}

/**
 * A tmpfs volume lives as long as some container has it mounted, which the holder does; so it outlives every restart,
 * unlike a `tmpfs` mount, which is each container's own.
 */
function driverOptions(volume: StoredVolume): Record<string, string> {
  if (volume.type === 'persistent') return { ...volume.engine?.driverOptions };
  if (volume.type === 'image' || volume.medium === 'disk') return {};
  const size = volume.type === 'emptyDir' ? volume.sizeLimitBytes : undefined;
  return { type: 'tmpfs', device: 'tmpfs', o: size === undefined ? 'mode=0777' : `mode=0777,size=${size}` };
}

/** ConfigMap, Secret, projected, downwardAPI and image volumes are always mounted read-only (kubelet, `IsReadOnly`). */
function isReadOnly(volume: Volume, mount: VolumeMount): boolean {
  const isAlways = volume.type === 'files' || volume.type === 'image';
  return mount.readOnly || isAlways || (volume.type === 'persistent' && volume.readOnly);
}

/**
 * Engines before 26 cannot mount a part of a volume. A bind of the path that the volume has on the engine's machine does
 * the same everywhere, for a single file and for a volume in memory as well. The engine follows links in that path, so
 * the part is looked at right before the container starts (`checkSubPaths`).
 */
function bindOf(volume: Volume, mount: VolumeMount, mountpoints: Mountpoints): string {
  const root = volume.type === 'hostPath' ? volume.path : mountpoints.get(volume.name);
  if (root === undefined)
    throw new EngineError('engine', `volume ${volume.name} does not exist on the engine`);
  const source = mount.subPath ? `${root.replace(/\/+$/, '')}/${mount.subPath}` : root;
  const { propagation, selinux } = volume.engine ?? {};
  const more = [propagation, selinux].filter((one) => one !== undefined);
  return bind(source, mount.mountPath, isReadOnly(volume, mount), more);
}

export function bind(
  source: string,
  target: string,
  readOnly: boolean,
  more: readonly string[] = [],
): string {
  if (source.includes(':') || target.includes(':'))
    throw new EngineError('engine', `cannot mount ${source} at ${target}: the engine splits at colons`);
  const options = [...(readOnly ? ['ro'] : []), ...more].join(',');
  return options === '' ? `${source}:${target}` : `${source}:${target}:${options}`;
}
