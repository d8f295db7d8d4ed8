import { posix } from 'node:path';
import { allContainers } from '../../pod/containers.ts';
import type { Pod } from '../../pod/model.ts';
import { modeOf } from './configs.ts';
import type { ExportedService } from './service.ts';
import type { ExportContext } from './settings.ts';
import { rights, toolImage } from './tool-service.ts';
import { isInline, mountedVolumes, type StoredVolume, volumeKey } from './volumes.ts';

/**
 * A service that gives the volumes of a pod their files and modes, and ends. An engine makes a volume for root alone, where
 * every user of a pod may write. Undefined when there is nothing to do.
 */
export function filesService(pod: Pod, context: ExportContext): ExportedService | undefined {
  const volumes = mountedVolumes(pod).filter((volume) => !isCopied(volume) && !isForeign(volume));
  if (volumes.length === 0) return undefined;
  const configs: unknown[] = [];
  const script = ['set -eu', ...volumes.flatMap((volume) => linesOf(pod, volume, configs, context)), ''];
  return {
    name: context.names.once(pod, 'files'),
    fields: {
      ...toolImage(context),
      network_mode: 'none',
      ...rights('CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'),
      entrypoint: ['sh', '-c'],
      command: [script.join('\n')],
      volumes: volumes.map(
        (volume) => `${volumeKey(pod, volume, context.names)}:/volumes/${volume.name}:nocopy`,
      ),
      ...(configs.length > 0 && { configs }),
    },
    lost: [],
  };
}

/** The engine fills it from an image, with owner and mode. */
function isCopied(volume: StoredVolume): boolean {
  return volume.type !== 'files' && volume.engine?.copyFromImage === true;
}

function isForeign(volume: StoredVolume): boolean {
  return volume.type === 'persistent' && volume.engine?.external === true;
}

function linesOf(
  pod: Pod,
  volume: StoredVolume,
  configs: unknown[],
  context: ExportContext,
): readonly string[] {
  const root = `/volumes/${volume.name}`;
  const mode = volume.engine?.mode ?? 0o777;
  if (volume.type === 'persistent')
    return [`if [ -z "$(ls -A ${root})" ]; then ${folder(pod, root, mode)}; fi`];
  if (volume.type === 'emptyDir') {
    const paths = subPathsOf(pod, volume.name).map((path) => `${root}/${path}`);
    return [
      folder(pod, root, mode),
      ...paths.map((path) => `mkdir -p ${quoted(path)}; ${folder(pod, path, 0o777)}`),
    ];
  }
  const folders = new Set(volume.files.map(({ path }) => posix.join(root, posix.dirname(path))));
  folders.delete(root);
  const files = volume.files.map((file) => {
    const path = quoted(`${root}/${posix.normalize(file.path)}`);
    const { uid, gid } = volume.engine ?? {};
    const whose = uid === undefined && gid === undefined ? '' : `; chown ${uid ?? 0}:${gid ?? 0} ${path}`;
    return `${contentOf(pod, volume.name, file.content, configs, context)} > ${path}; ${owned(pod, path, modeOf(file))}${whose}`;
  });
  return [folder(pod, root, 0o755), ...[...folders].map((path) => `mkdir -p ${quoted(path)}`), ...files];
}

/** What writes a content: text comes from the `configs` of the file, bytes stand in the command. */
function contentOf(
  pod: Pod,
  volume: string,
  content: string,
  configs: unknown[],
  context: ExportContext,
): string {
  if (content === '') return ':';
  if (!isInline(content)) return `echo ${content} | base64 -d`;
  const target = `/files/${configs.length}`;
  configs.push({ source: context.configs.add(`${pod.name}-${volume}`, content), target });
  return `cat ${target}`;
}

function folder(pod: Pod, path: string, mode: number): string {
  return owned(pod, quoted(path), mode.toString(8).padStart(4, '0'), 'g+rwxs');
}

/** What the kubelet adds for an fsGroup: the group, and that it reads. */
function owned({ securityContext: { fsGroup } }: Pod, path: string, mode: string, group = 'g+r'): string {
  return fsGroup === undefined
    ? `chmod ${mode} ${path}`
    : `chmod ${mode} ${path}; chgrp ${fsGroup} ${path}; chmod ${group} ${path}`;
}

function subPathsOf(pod: Pod, volume: string): readonly string[] {
  return allContainers(pod)
    .flatMap(({ volumeMounts }) => volumeMounts)
    .flatMap(({ name, subPath }) => (name === volume && subPath ? [subPath] : []));
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
