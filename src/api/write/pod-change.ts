import { isDeepStrictEqual } from 'node:util';
import type { ApiObject } from '../objects/api-object.ts';
import { StatusError } from '../status.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A pod that runs keeps all but its images and a few numbers.
 * @throws StatusError as validation words it (pkg/apis/core/validation, ValidatePodUpdate).
 */
export function checkPodChange(before: ApiObject, after: ApiObject): void {
  if (isDeepStrictEqual(fixed(before), fixed(after))) return;
  const { name } = after.metadata;
  throw new StatusError(
    'Invalid',
    `Pod "${name}" is invalid: spec: Forbidden: pod updates may not change fields other than \`spec.containers[*].image\`,` +
      '`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
      '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative). ' +
      'Delete the pod and make it anew, or give `outrider up` the changed file.',
    { name, kind: 'Pod' },
  );
}

function fixed({ spec }: ApiObject): Fields {
  const {
    activeDeadlineSeconds: _,
    tolerations: __,
    terminationGracePeriodSeconds: ___,
    ...rest
  } = (spec ?? {}) as Fields;
  return { ...rest, ...withoutImages(rest, 'containers'), ...withoutImages(rest, 'initContainers') };
}

function withoutImages(spec: Fields, list: string): Fields {
  const containers = spec[list];
  if (!Array.isArray(containers)) return {};
  return { [list]: containers.map(({ image: _, ...container }: Fields) => container) };
}
