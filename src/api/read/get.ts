import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import type { ApiRequest, WholeResponse } from '../request.ts';
import { StatusError } from '../status.ts';
import { storeKey } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';
import { json } from './json.ts';
import { tooLarge } from './list.ts';
import type { Target } from './path.ts';
import { versionOf } from './query/values.ts';
import type { Shape } from './shape.ts';

/**
 * One object, or its `status` or `scale`.
 * @throws StatusError `NotFound`, and `BadRequest` or `Timeout` for a version that is none, or not there yet.
 */
export function answerGet(
  target: Target & { readonly name: string },
  { query }: Pick<ApiRequest, 'query'>,
  { store, shape }: { readonly store: Store; readonly shape: Shape },
): WholeResponse {
  const wanted = versionOf(query.get('resourceVersion') ?? '');
  if (wanted !== undefined && wanted > store.version()) throw tooLarge(wanted, store.version());
  const object = store.get(storeKey(target.resource), target.namespace, target.name);
  if (!object) throw notFound(target);
  if (target.subresource === 'scale') return json(200, scaleOf(object));
  const shown = shape.contentType.includes('as=Table')
    ? shape.list([object], { resourceVersion: object.metadata.resourceVersion })
    : shape.one(object, true);
  return json(200, shown, shape.contentType);
}

/** As a server words it: `pods "web" not found`. */
export function notFound({ resource, name = '' }: Target): StatusError {
  const { group, name: kind } = resource;
  const of = group === '' ? kind : `${kind}.${group}`;
  const details = { name, ...(group !== '' && { group }), kind };
  return new StatusError('NotFound', `${of} "${name}" not found`, details);
}

/** An autoscaling/v1 Scale of a workload. */
function scaleOf(workload: ApiObject): ApiObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = workload.metadata;
  const labels = (fieldAt(workload, 'spec', 'selector', 'matchLabels') ?? {}) as Readonly<
    Record<string, string>
  >;
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { ...{ name, namespace, uid, resourceVersion, creationTimestamp } } as ApiObject['metadata'],
    spec: { replicas: fieldAt(workload, 'spec', 'replicas') ?? 1 },
    status: {
      replicas: fieldAt(workload, 'status', 'replicas') ?? 0,
      ...(selector.length > 0 && { selector: selector.join(',') }),
    },
  };
}
