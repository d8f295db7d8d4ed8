import { posix } from 'node:path';
import { allContainers } from '../../pod/containers.ts';
import type { VolumeEngineOptions } from '../../pod/engine-options.ts';
import type { Pod, Volume, VolumeFile } from '../../pod/model.ts';
import type { ArchiveEntry } from './archive.ts';
import { engineOptions, type StoredVolume, storedVolumes } from './mounts.ts';

/** Anybody may write to an emptyDir (kubelet, emptydir `perm`). */
const openFolder = 0o777;
const readFolder = 0o755;
/** What the kubelet adds for an fsGroup: group bits, and setgid on folders (pkg/volume/volume_linux.go, masks). */
const groupReads = 0o440;
const groupEnters = 0o2110;

/**
 * What must be written into the pod's volumes before a container starts: their folders with the modes that Kubernetes
 * gives them, and the files of configMaps, secrets and the like. Paths begin with the volume's name. An existing claim is
 * left as it is; `freshClaims` names the volumes that were made just now. `stamp` names the folder with the files (`stampNow`).
 */
export function volumeEntries(
  pod: Pod,
  medium: 'disk' | 'memory',
  stamp: string,
  freshClaims: ReadonlySet<string> = new Set(),
): readonly ArchiveEntry[] {
  return (
    storedVolumes(pod.volumes)
      // The engine takes owner and mode from the image, too.
      .filter((volume) => !engineOptions(volume).copyFromImage)
      .filter((volume) =>
        volume.type === 'persistent'
          ? medium === 'disk' && freshClaims.has(volume.name)
          : volume.type !== 'image' && volume.medium === medium,
      )
      .flatMap((volume) => [
        folder(
          pod,
          volume.name,
          engineOptions(volume).mode ?? (volume.type === 'files' ? readFolder : openFolder),
        ),
        ...contents(pod, volume, stamp),
      ])
  );
}

function contents(pod: Pod, volume: StoredVolume, stamp: string): readonly ArchiveEntry[] {
  if (volume.type === 'persistent' || volume.type === 'image') return [];
  if (volume.type === 'emptyDir') {
    const paths = withParents(subPathsOf(pod, volume.name));
    return paths.map((path) => folder(pod, `${volume.name}/${path}`, openFolder));
  }
  const names = new Set(volume.files.map(({ path }) => posix.normalize(path).split('/')[0]!));
  return [
    ...stampedEntries(pod, volume, stamp),
    linkEntry(`${volume.name}/..data`, stamp),
    ...[...names].map((name) => linkEntry(`${volume.name}/${name}`, `..data/${name}`)),
  ];
}

/**
 * The files of a volume in a folder of their own. `..data` leads to it, and what a program sees leads to `..data`, so that all files
 * change at one moment (kubelet, `pkg/volume/util/atomic_writer.go`).
 */
export function stampedEntries(
  pod: Pod,
  volume: Extract<Volume, { readonly type: 'files' }>,
  stamp: string,
): readonly ArchiveEntry[] {
  const root = `${volume.name}/${stamp}`;
  const parents = withParents(volume.files.map(({ path }) => posix.dirname(path)));
  return [
    folder(pod, root, readFolder),
    ...parents.map((path) => folder(pod, `${root}/${path}`, readFolder)),
    ...volume.files.map((file) => ownedBy(engineOptions(volume), fileEntry(pod, root, file))),
  ];
}

function linkEntry(path: string, link: string): ArchiveEntry {
  return { path, link, mode: 0o777, uid: 0, gid: 0 };
}

function folder({ securityContext: { fsGroup } }: Pod, path: string, mode: number): ArchiveEntry {
  return fsGroup === undefined
    ? { path, mode, uid: 0, gid: 0 }
    : { path, mode: mode | groupReads | groupEnters, uid: 0, gid: fsGroup };
}

function fileEntry({ securityContext: { fsGroup } }: Pod, volume: string, file: VolumeFile): ArchiveEntry {
  const content = Buffer.from(file.content, 'base64');
  const path = `${volume}/${posix.normalize(file.path)}`;
  return fsGroup === undefined
    ? { path, content, mode: file.mode, uid: 0, gid: 0 }
    : { path, content, mode: file.mode | groupReads, uid: 0, gid: fsGroup };
}

function ownedBy({ uid, gid }: VolumeEngineOptions, entry: ArchiveEntry): ArchiveEntry {
  return { ...entry, uid: uid ?? entry.uid, gid: gid ?? entry.gid };
}

/** A missing subPath becomes a folder (kubelet, `SafeMakeDir`). */
function subPathsOf(pod: Pod, volume: string): readonly string[] {
  return allContainers(pod)
    .flatMap(({ volumeMounts }) => volumeMounts)
    .flatMap(({ name, subPath }) => (name === volume && subPath ? [subPath] : []));
}

/** Every path and the folders above it, each once, outer ones first. */
function withParents(paths: readonly string[]): readonly string[] {
  const all = new Set<string>();
  for (const path of paths) {
    const parts = posix
      .normalize(path)
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    for (let depth = 1; depth <= parts.length; depth++) all.add(parts.slice(0, depth).join('/'));
  }
  return [...all];
}
