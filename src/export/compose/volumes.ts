import { Buffer } from 'node:buffer';
import { posix } from 'node:path';
import type { Container, Pod, Volume, VolumeFile, VolumeMount } from '../../pod/model.ts';
import type { ExportNames } from './names.ts';
import { given } from './service.ts';

export type StoredVolume = Exclude<Volume, { type: 'hostPath' | 'image' }>;

/** The name under `volumes` of a pod's volume. */
export function volumeKey(pod: Pod, volume: StoredVolume, names: ExportNames): string {
  return volume.type === 'persistent' ? volume.claimName : names.volume(pod, volume.name);
}

/** Volumes that are declared at the top of the file, and what they are made with. */
export function declaredVolumes(pod: Pod, names: ExportNames): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    mountedVolumes(pod).map((volume) => [volumeKey(pod, volume, names), declaration(volume)]),
  );
}

/** Volumes of the engine that some container mounts; a file that is mounted by itself needs none. */
export function mountedVolumes(pod: Pod): readonly StoredVolume[] {
  const containers = [...pod.initContainers, ...pod.containers];
  return pod.volumes.filter(
    (volume): volume is StoredVolume =>
      volume.type !== 'hostPath' &&
      volume.type !== 'image' &&
      volume.engine?.tmpfs === undefined &&
      containers.some((container) =>
        container.volumeMounts.some(
          (mount) => mount.name === volume.name && singleFile(container, mount, volume) === undefined,
        ),
      ),
  );
}

function declaration(volume: StoredVolume): Readonly<Record<string, unknown>> {
  if (volume.type === 'persistent') {
    const { name, external, driver, driverOptions, labels } = volume.engine ?? {};
    return given({ name, external, driver, driver_opts: driverOptions, labels });
  }
  const labels = volume.engine?.labels;
  if (volume.medium === 'disk') return given({ labels });
  const size = volume.type === 'emptyDir' ? volume.sizeLimitBytes : undefined;
  const options = size === undefined ? 'mode=0777' : `mode=0777,size=${size}`;
  return { driver_opts: { type: 'tmpfs', device: 'tmpfs', o: options } };
}

/** A file of a volume that a container mounts by itself. Compose cannot write into a container that is read-only. */
export function singleFile(
  { securityContext }: Container,
  { subPath }: VolumeMount,
  volume: Volume,
): VolumeFile | undefined {
  if (volume.type !== 'files' || subPath === undefined || securityContext.readOnlyRootFilesystem)
    return undefined;
  return volume.files.find(({ path, content }) => path === subPath && isInline(content));
}

/** Whether a content of base64 can stand in the file: text, and not nothing. */
export function isInline(content: string): boolean {
  const bytes = Buffer.from(content, 'base64');
  const text = bytes.toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
  return text !== '' && Buffer.from(text).equals(bytes) && !/[\0-\x08\v\f\x0e-\x1f\x7f\r]/.test(text);
}

/** A tmpfs that a container has for itself, as an entry of `tmpfs`; undefined for any other volume. */
export function tmpfsOf({ mountPath, readOnly }: VolumeMount, { engine }: Volume): string | undefined {
  if (engine?.tmpfs === undefined) return undefined;
  const options = [engine.tmpfs, readOnly ? 'ro' : ''].filter((one) => one !== '');
  return [mountPath, ...(options.length > 0 ? [options.join(',')] : [])].join(':');
}

/** A mount of a service, in Compose's long form. */
export function mountOf(
  pod: Pod,
  mount: VolumeMount,
  volume: Volume,
  names: ExportNames,
): Readonly<Record<string, unknown>> {
  const { mountPath: target, subPath, readOnly } = mount;
  if (volume.type === 'hostPath') {
    const { propagation, selinux, recursive } = volume.engine ?? {};
    const source = subPath === undefined ? volume.path : posix.join(volume.path, subPath);
    const bind = given({ create_host_path: volume.create, propagation, selinux, recursive });
    return given({ type: 'bind', source, target, read_only: readOnly || undefined, bind });
  }
  if (volume.type === 'image')
    return given({
      type: 'image',
      source: volume.reference,
      target,
      read_only: true,
      image: subPath === undefined ? undefined : { subpath: subPath },
    });
  const isReadOnly = readOnly || volume.type === 'files' || (volume.type === 'persistent' && volume.readOnly);
  const copies = volume.type !== 'files' && volume.engine?.copyFromImage;
  return given({
    type: 'volume',
    source: volumeKey(pod, volume, names),
    target,
    read_only: isReadOnly || undefined,
    volume: given({ nocopy: copies ? undefined : true, subpath: subPath }),
  });
}
