import { DEFAULT_CONTAINER } from '../convert/pod.ts';
import { nearest } from '../nearest.ts';
import { error } from '../problem.ts';
import { forEachContainer, type PodRule, placedContainers, repeated } from './rule.ts';

/** Init containers share the name space of the others (core/v1 Container.name). */
export const containerNamesDiffer: PodRule = (pod) =>
  repeated(placedContainers(pod), ({ container }) => container.name).map(([{ container, path }]) =>
    error('duplicate-name', [...path, 'name'], `the pod has another container ${container.name}`),
  );

export const volumeNamesDiffer: PodRule = ({ spec }) =>
  repeated([...(spec.volumes ?? []).entries()], ([, { name }]) => name).map(([[index, { name }]]) =>
    error('duplicate-name', ['spec', 'volumes', index, 'name'], `the pod has another volume ${name}`),
  );

export const portNamesDiffer: PodRule = forEachContainer(({ container, path }) => {
  const named = [...(container.ports ?? []).entries()].filter(([, { name }]) => name !== undefined);
  return repeated(named, ([, { name }]) => name!).map(([[index, { name }]]) =>
    error('duplicate-name', [...path, 'ports', index, 'name'], `the container has another port ${name}`),
  );
});

export const hasAppContainer: PodRule = ({ spec }) =>
  spec.containers.length > 0
    ? []
    : [
        error('missing-field', ['spec', 'containers'], 'a pod needs at least one app container', {
          on: 'key',
        }),
      ];

export const defaultContainerExists: PodRule = (pod) => {
  const wanted = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  const names = placedContainers(pod).map(({ container }) => container.name);
  if (wanted === undefined || names.includes(wanted)) return [];
  const near = nearest(wanted, names);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  const path = ['metadata', 'annotations', DEFAULT_CONTAINER];
  return [error('missing-reference', path, `the pod has no container ${wanted}${meant}`)];
};
