import { posix } from 'node:path';
import { nearest } from '../nearest.ts';
import { error } from '../problem.ts';
import { VOLUME_SOURCES } from '../schema/volume.ts';
import { forEachContainer, type PodRule, repeated } from './rule.ts';

export const mountsHaveVolumes: PodRule = (pod, sources) => {
  const names = [...(pod.spec.volumes ?? []).map(({ name }) => name), ...(pod.claimTemplates ?? [])];
  return forEachContainer(({ container, path }) =>
    [...(container.volumeMounts ?? []).entries()]
      .filter(([, { name }]) => !names.includes(name))
      .map(([index, { name }]) => {
        const near = nearest(name, names);
        const meant = near === undefined ? '' : `; did you mean ${near}?`;
        const message = `the pod has no volume ${name}${meant}`;
        return error('unknown-volume', [...path, 'volumeMounts', index, 'name'], message);
      }),
  )(pod, sources);
};

export const mountPathsDiffer: PodRule = forEachContainer(({ container, path }) =>
  repeated([...(container.volumeMounts ?? []).entries()], ([, { mountPath }]) =>
    posix.join('/', mountPath, '/'),
  ).map(([[index, { mountPath }], [, first]]) =>
    error(
      'duplicate-mount',
      [...path, 'volumeMounts', index, 'mountPath'],
      `${mountPath} is taken by volume ${first.name}`,
    ),
  ),
);

export const oneSubPath: PodRule = forEachContainer(({ container, path }) =>
  [...(container.volumeMounts ?? []).entries()]
    .filter(([, mount]) => mount.subPath && mount.subPathExpr)
    .map(([index]) =>
      error(
        'one-source',
        [...path, 'volumeMounts', index, 'subPathExpr'],
        'subPath or subPathExpr, not both',
        {
          on: 'key',
        },
      ),
    ),
);

export const volumesHaveOneSource: PodRule = ({ spec }) =>
  [...(spec.volumes ?? []).entries()].flatMap(([index, volume]) => {
    const given = VOLUME_SOURCES.filter((source) => source in volume);
    if (given.length < 2) return [];
    const message = `has ${given.length} sources: ${given.join(', ')}; one is right`;
    return [error('one-source', ['spec', 'volumes', index], message)];
  });
