import * as z from 'zod';
import { fieldRef, resourceFieldRef } from './env.ts';
import { approximated, honoured, ignored, named, required } from './fidelity.ts';
import { absolutePath, fileMode, flag, innerPath, label, quantity, text } from './scalars.ts';

const keyToPath = z.object({ key: required(text), path: required(innerPath), mode: honoured(fileMode) });
export type KeyToPathInput = z.output<typeof keyToPath>;

const downwardFile = z.object({
  path: required(innerPath),
  fieldRef: honoured(fieldRef),
  resourceFieldRef: honoured(resourceFieldRef),
  mode: honoured(fileMode),
});
export type DownwardFileInput = z.output<typeof downwardFile>;

const emptyDir = z.object({
  medium: honoured(z.enum(['', 'Memory']), '`Memory` is a tmpfs'),
  sizeLimit: approximated(
    quantity,
    'the size of a tmpfs; on disk it is looked at every ten seconds, and a pod that has more is evicted',
  ),
});

const items = honoured(z.array(keyToPath));
const optional = honoured(flag);
const defaultMode = honoured(fileMode, 'default 0644');

const configMap = z.object({ name: required(text), items, defaultMode, optional });
const secret = z.object({ secretName: required(text), items, defaultMode, optional });
const downwardItems = honoured(z.array(downwardFile), '`up` again changes the files of a pod that runs');

const hostPath = z.object({
  path: required(absolutePath),
  type: approximated(
    z.enum([
      '',
      'DirectoryOrCreate',
      'Directory',
      'FileOrCreate',
      'File',
      'Socket',
      'CharDevice',
      'BlockDevice',
    ]),
    'a missing directory is made; what is there is not checked for its kind, and no file is made',
  ),
});

/** core/v1 ImageVolumeSource (KEP-4639). */
const image = z.object({
  reference: required(text),
  pullPolicy: approximated(
    z.enum(['Always', 'Never', 'IfNotPresent', '']),
    'default `IfNotPresent`, for `:latest` too',
  ),
});

/** Source: kubernetes `pkg/apis/core/validation`, validateProjectionSources. */
const lifetime = z
  .int()
  .min(10 * 60)
  .max(2 ** 32);

const EMPTY = 'an empty volume stands in its place';
const NOT_HERE = 'left out: no API server issues it';

/** core/v1 VolumeProjection. */
const projection = z.object({
  configMap: honoured(z.object({ name: required(text), items, optional })),
  secret: honoured(z.object({ name: required(text), items, optional })),
  downwardAPI: honoured(z.object({ items: downwardItems })),
  serviceAccountToken: approximated(
    z.object({
      path: required(innerPath),
      audience: honoured(text, 'default: the API itself'),
      expirationSeconds: honoured(lifetime, 'default 3600; renewed when a fifth of it is left'),
    }),
    'a token that the project issues itself and its own API takes; kept in memory (tmpfs)',
  ),
  clusterTrustBundle: ignored(NOT_HERE),
  podCertificate: ignored(NOT_HERE),
});
export type ProjectionInput = z.output<typeof projection>;

/** Sources that need a storage system which a laptop does not have. */
const REMOTE = [
  ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'csi', 'fc', 'flexVolume'],
  ...['flocker', 'gcePersistentDisk', 'gitRepo', 'glusterfs', 'iscsi', 'nfs', 'photonPersistentDisk'],
  ...['portworxVolume', 'quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'],
] as const;
const remote = Object.fromEntries(REMOTE.map((source) => [source, ignored(EMPTY)])) as Record<
  (typeof REMOTE)[number],
  z.ZodOptional<z.ZodUnknown>
>;

/** core/v1 Volume; without a source it is an `emptyDir`, as the API server completes it. */
export const volume = named(
  'Volume',
  z.object({
    name: required(label),
    emptyDir: honoured(emptyDir),
    configMap: honoured(
      configMap,
      '`up` again changes the files of a pod that runs, all at one moment; a `subPath` keeps the old one',
    ),
    secret: honoured(secret, 'kept in memory (tmpfs); changed as a ConfigMap is'),
    hostPath: honoured(hostPath, 'a path of the engine’s machine'),
    projected: honoured(z.object({ sources: honoured(z.array(projection)), defaultMode })),
    downwardAPI: honoured(z.object({ items: downwardItems, defaultMode })),
    persistentVolumeClaim: approximated(
      z.object({ claimName: required(text), readOnly: honoured(flag) }),
      'a named volume of the engine, made when it is missing, without a size',
    ),
    image: approximated(
      image,
      'the files of the image, read-only: a copy for each pod, made when the pod begins; programs in it may be run',
    ),
    ephemeral: approximated(z.looseObject({}), 'an `emptyDir`'),
    ...remote,
  }),
);
export type VolumeInput = z.output<typeof volume>;
export const VOLUME_SOURCES = Object.keys(volume.shape).filter((key) => key !== 'name');
