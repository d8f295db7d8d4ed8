import { DEFAULT_NODE, fieldValue, lateField, RESOURCE_FIELD } from '../convert/fields.ts';
import { nearest } from '../nearest.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { EnvVarInput, ResourceFieldRefInput } from '../schema/env.ts';
import type { PodSource } from '../sources.ts';
import { type PodRule, placedContainers } from './rule.ts';

/** A variable has a value or one source of it; what the source names must be something a pod can tell. */
export const variablesHaveOneSource: PodRule = (pod) =>
  placedContainers(pod).flatMap(({ container, path }) =>
    [...(container.env ?? []).entries()].flatMap(([index, variable]) =>
      checkVariable(variable, [...path, 'env', index], pod),
    ),
  );

function checkVariable({ value, valueFrom }: EnvVarInput, path: Path, pod: PodSource): readonly Problem[] {
  if (!valueFrom) return [];
  const at = [...path, 'valueFrom'];
  const given = Object.keys(valueFrom);
  if (value)
    return [error('one-source', at, 'the variable has a value as well; one is right', { on: 'key' })];
  if (given.length > 1)
    return [error('one-source', at, `has ${given.length} sources: ${given.join(', ')}; one is right`)];
  return [
    ...(valueFrom.fieldRef ? checkField(valueFrom.fieldRef.fieldPath, [...at, 'fieldRef'], pod, 'env') : []),
    ...(valueFrom.resourceFieldRef
      ? checkResource(valueFrom.resourceFieldRef, [...at, 'resourceFieldRef'], pod)
      : []),
  ];
}

/** downwardAPI files, alone or projected. */
export const downwardFilesResolve: PodRule = (pod) =>
  [...(pod.spec.volumes ?? []).entries()].flatMap(([index, { downwardAPI, projected }]) => {
    const at: Path = ['spec', 'volumes', index];
    const lists = [
      { items: downwardAPI?.items, path: [...at, 'downwardAPI', 'items'] },
      ...(projected?.sources ?? []).map((source, part) => ({
        items: source.downwardAPI?.items,
        path: [...at, 'projected', 'sources', part, 'downwardAPI', 'items'],
      })),
    ];
    return lists.flatMap(({ items: files = [], path }) =>
      files.flatMap(({ fieldRef, resourceFieldRef }, file) => [
        ...(fieldRef ? checkField(fieldRef.fieldPath, [...path, file, 'fieldRef'], pod, 'volume') : []),
        ...(resourceFieldRef
          ? checkResource(resourceFieldRef, [...path, file, 'resourceFieldRef'], pod, 'volume')
          : []),
      ]),
    );
  });

const KNOWN_FIELDS = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.podIP', 'status.podIPs', 'status.hostIP', 'status.hostIPs'],
  ...["metadata.labels['<key>']", "metadata.annotations['<key>']"],
];

function checkField(field: string, path: Path, pod: PodSource, where: 'env' | 'volume'): readonly Problem[] {
  const isMap = field === 'metadata.labels' || field === 'metadata.annotations';
  const late = lateField(field) !== undefined;
  const known = late ? where === 'env' : fieldValue(pod, field, DEFAULT_NODE) !== undefined;
  if (known && !(isMap && where === 'env')) return [];
  const near = nearest(field, KNOWN_FIELDS);
  const meant = near === undefined || near === field ? '' : `; did you mean ${near}?`;
  const hint = `known here: ${KNOWN_FIELDS.join(', ')}`;
  const message = `a pod has no field ${field} to show${where === 'volume' ? ' in a file' : ''}${meant}`;
  return [error('missing-reference', [...path, 'fieldPath'], message, { hint })];
}

function checkResource(
  ref: ResourceFieldRefInput,
  path: Path,
  pod: PodSource,
  where: 'env' | 'volume' = 'env',
): readonly Problem[] {
  const names = placedContainers(pod).map(({ container }) => container.name);
  const { resource, containerName } = ref;
  const problems: Problem[] = [];
  if (!RESOURCE_FIELD.test(resource)) {
    const hint = 'limits.cpu, limits.memory, requests.cpu or requests.memory';
    problems.push(
      error('missing-reference', [...path, 'resource'], `there is no resource ${resource}`, { hint }),
    );
  }
  if (containerName === undefined && where === 'volume')
    problems.push(error('missing-field', path, 'containerName is missing', { on: 'key' }));
  if (containerName !== undefined && !names.includes(containerName))
    problems.push(
      error('missing-reference', [...path, 'containerName'], `the pod has no container ${containerName}`),
    );
  return problems;
}
