import type { MissingData } from '../pod/missing-data.ts';
import type { Path } from './problem.ts';
import { placedContainers } from './rules/rule.ts';
import type { ProjectionInput } from './schema/volume.ts';
import type { DataKind, PodSource } from './sources.ts';

/** A ConfigMap or Secret that is wanted, with the keys that are wanted of it. */
export interface DataReference {
  readonly kind: DataKind;
  readonly name: string;
  readonly optional: boolean | undefined;
  readonly neededBy: MissingData['neededBy'];
  readonly path: Path;
  /** What the name's field is called: `secretName` in a volume. */
  readonly nameField?: string;
  readonly keys?: readonly { readonly key: string; readonly path: Path }[];
}

/** Every ConfigMap and Secret that the containers and the volumes of a pod refer to; paths start at the pod. */
export function dataReferences(pod: PodSource): readonly DataReference[] {
  return [...environmentReferences(pod), ...volumeReferences(pod)];
}

type NeededBy = Pick<DataReference, 'neededBy'>;

function environmentReferences(pod: PodSource): readonly DataReference[] {
  return placedContainers(pod).flatMap(({ container, path }) => {
    const by: NeededBy = { neededBy: { container: container.name } };
    return [
      ...[...(container.envFrom ?? []).entries()].flatMap(([index, { configMapRef, secretRef }]) => [
        ...whole('ConfigMap', configMapRef, [...path, 'envFrom', index, 'configMapRef'], by),
        ...whole('Secret', secretRef, [...path, 'envFrom', index, 'secretRef'], by),
      ]),
      ...[...(container.env ?? []).entries()].flatMap(([index, { valueFrom = {} }]) => {
        const at = [...path, 'env', index, 'valueFrom'];
        return [
          ...oneKey('ConfigMap', valueFrom.configMapKeyRef, [...at, 'configMapKeyRef'], by),
          ...oneKey('Secret', valueFrom.secretKeyRef, [...at, 'secretKeyRef'], by),
        ];
      }),
    ];
  });
}

type NameRef = { readonly name: string; readonly optional?: boolean | undefined } | undefined;

function whole(kind: DataKind, ref: NameRef, path: Path, by: NeededBy): readonly DataReference[] {
  return ref ? [{ kind, name: ref.name, optional: ref.optional, path, ...by }] : [];
}

function oneKey(
  kind: DataKind,
  ref: (NameRef & { readonly key: string }) | undefined,
  path: Path,
  by: NeededBy,
): readonly DataReference[] {
  if (!ref) return [];
  const keys = [{ key: ref.key, path: [...path, 'key'] }];
  return [{ kind, name: ref.name, optional: ref.optional, path, keys, ...by }];
}

function volumeReferences({ spec }: PodSource): readonly DataReference[] {
  return [...(spec.volumes ?? []).entries()].flatMap(([index, volume]) => {
    const at: Path = ['spec', 'volumes', index];
    const { configMap, secret, projected } = volume;
    const found = [
      ...(configMap ? items('ConfigMap', configMap, [...at, 'configMap']) : []),
      ...(secret
        ? items('Secret', { ...secret, name: secret.secretName }, [...at, 'secret'], 'secretName')
        : []),
      ...[...(projected?.sources ?? []).entries()].flatMap(([part, source]) =>
        projectedReferences(source, [...at, 'projected', 'sources', part]),
      ),
    ];
    return found.map((reference) => ({ ...reference, neededBy: { volume: volume.name } }));
  });
}

type FromVolume = Omit<DataReference, 'neededBy'>;

function projectedReferences({ configMap, secret }: ProjectionInput, path: Path): readonly FromVolume[] {
  return [
    ...(configMap ? items('ConfigMap', configMap, [...path, 'configMap']) : []),
    ...(secret ? items('Secret', secret, [...path, 'secret']) : []),
  ];
}

function items(
  kind: DataKind,
  ref: NonNullable<ProjectionInput['configMap']>,
  path: Path,
  nameField = 'name',
): readonly FromVolume[] {
  const keys = (ref.items ?? []).map(({ key }, index) => ({ key, path: [...path, 'items', index, 'key'] }));
  return [{ kind, name: ref.name, optional: ref.optional, path, nameField, keys }];
}
