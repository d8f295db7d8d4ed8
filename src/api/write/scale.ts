import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import type { ApiRequest } from '../request.ts';
import { StatusError } from '../status.ts';
import { checkVersion, liveObject, type ObjectTarget, type Writing, type WritingPorts } from './context.ts';
import type { Json } from './json.ts';
import { readBodyAs } from './read-object.ts';
import { readPatch } from './read-patch.ts';
import { documentBehind, writePods } from './write-pods.ts';

/** `PUT` or `PATCH …/scale`: another number of pods. @returns the Scale (autoscaling/v1). @throws StatusError */
export async function writeScale(
  writing: WritingPorts,
  target: ObjectTarget,
  request: ApiRequest,
  how: Writing,
): Promise<object> {
  const live = liveObject(writing, target);
  const before = scaleOf(live) as unknown as Json;
  const after =
    request.method === 'PUT' ? readBodyAs(request) : readPatch(request, target.resource).apply(before);
  const replicas = fieldAt(after, 'spec', 'replicas') ?? 0;
  if (!Number.isSafeInteger(replicas) || Number(replicas) < 0)
    throw new StatusError(
      'Invalid',
      `spec.replicas: Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`,
    );
  checkVersion(live, fieldAt(after, 'metadata', 'resourceVersion'), target);
  const runs = await writing.ports.documents(target.namespace ?? 'default', how.signal);
  const scaled = <T extends object>(object: T): T => ({
    ...object,
    spec: { ...(fieldAt(object, 'spec') as object), replicas },
  });
  const change = { document: scaled(documentBehind(runs, live)), shown: scaled(live) };
  await writePods(writing, target, change, how);
  return scaleOf(scaled(live));
}

function scaleOf({ metadata, spec, status }: ApiObject): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    ...{ kind: 'Scale', apiVersion: 'autoscaling/v1' },
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: fieldAt(spec, 'replicas') ?? 1 },
    status: { replicas: fieldAt(status, 'replicas') ?? 0 },
  };
}
