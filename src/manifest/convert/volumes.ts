import { DEFAULT_FILE_MODE, DEFAULT_IMAGE_PULL_POLICY } from '../../pod/defaults.ts';
import type { Volume, VolumeFile } from '../../pod/model.ts';
import { parseQuantity } from '../quantity.ts';
import type { DownwardFileInput, KeyToPathInput, ProjectionInput, VolumeInput } from '../schema/volume.ts';
import { type DataKind, findData } from '../sources.ts';
import { tokenFile } from './api-access.ts';
import { base64, type Surroundings } from './env.ts';
import { fieldValue, resourceValue } from './fields.ts';

export function convertVolumes(around: Surroundings): readonly Volume[] {
  const { pod } = around;
  const claimed = (pod.claimTemplates ?? []).map(
    (name): Volume => ({ name, type: 'persistent', claimName: `${name}-${pod.name}`, readOnly: false }),
  );
  const own = (pod.spec.volumes ?? []).filter(({ name }) => !claimed.some((volume) => volume.name === name));
  return [...own.map((volume) => convertVolume(volume, around)), ...claimed];
}

function convertVolume(input: VolumeInput, around: Surroundings): Volume {
  const { name } = input;
  if (input.hostPath) {
    const { path, type = '' } = input.hostPath;
    return { name, type: 'hostPath', path, create: type === '' || type === 'DirectoryOrCreate' };
  }
  if (input.persistentVolumeClaim) {
    const { claimName, readOnly = false } = input.persistentVolumeClaim;
    return { name, type: 'persistent', claimName, readOnly };
  }
  if (input.image) {
    const { reference, pullPolicy } = input.image;
    return { name, type: 'image', reference, imagePullPolicy: pullPolicy || DEFAULT_IMAGE_PULL_POLICY };
  }
  const { configMap, secret, downwardAPI, projected } = input;
  if (configMap) return fileVolume(name, [{ configMap }], configMap.defaultMode, around);
  if (secret)
    return fileVolume(name, [{ secret: { ...secret, name: secret.secretName } }], secret.defaultMode, around);
  if (downwardAPI) return fileVolume(name, [{ downwardAPI }], downwardAPI.defaultMode, around);
  if (projected) return fileVolume(name, projected.sources ?? [], projected.defaultMode, around);
  return emptyDir(name, input.emptyDir ?? {});
}

function emptyDir(name: string, { medium, sizeLimit }: NonNullable<VolumeInput['emptyDir']>): Volume {
  const limit = sizeLimit === undefined ? undefined : Math.ceil(parseQuantity(sizeLimit)!);
  return {
    name,
    type: 'emptyDir',
    medium: medium === 'Memory' ? 'memory' : 'disk',
    ...(limit !== undefined && { sizeLimitBytes: limit }),
  };
}

/** One volume of files, whatever they come from; with a secret among them all of it stays in memory. */
function fileVolume(
  name: string,
  parts: readonly ProjectionInput[],
  mode = DEFAULT_FILE_MODE,
  around: Surroundings,
): Volume {
  const files = new Map<string, VolumeFile>();
  for (const part of parts) {
    for (const file of projectedFiles(part, mode, around)) files.set(file.path, file);
  }
  const secret = parts.some((part) => (part.secret ?? part.serviceAccountToken) !== undefined);
  return { name, type: 'files', medium: secret ? 'memory' : 'disk', files: [...files.values()], secret };
}

function projectedFiles(part: ProjectionInput, mode: number, around: Surroundings): readonly VolumeFile[] {
  if (part.downwardAPI) return (part.downwardAPI.items ?? []).map((item) => downwardFile(item, mode, around));
  if (part.serviceAccountToken) return [tokenFile(around.pod, part.serviceAccountToken, mode)];
  const kind: DataKind = part.secret ? 'Secret' : 'ConfigMap';
  const ref = part.secret ?? part.configMap;
  const data = ref && findData(around.sources, kind, around.pod.namespace, ref.name);
  if (!ref || !data) return [];
  const items: readonly KeyToPathInput[] =
    ref.items ?? [...data.entries.keys()].map((key) => ({ key, path: key }));
  return items.flatMap((item) => {
    const content = data.entries.get(item.key);
    return content ? [{ path: item.path, content: base64(content), mode: item.mode ?? mode }] : [];
  });
}

function downwardFile(item: DownwardFileInput, mode: number, { pod, node }: Surroundings): VolumeFile {
  const ref = item.resourceFieldRef;
  const { containers, initContainers = [] } = pod.spec;
  const target = ref && [...initContainers, ...containers].find(({ name }) => name === ref.containerName);
  const content = target
    ? resourceValue(target, ref, node)
    : (fieldValue(pod, item.fieldRef?.fieldPath ?? '', node) ?? '');
  return { path: item.path, content: base64(content), mode: item.mode ?? mode };
}
