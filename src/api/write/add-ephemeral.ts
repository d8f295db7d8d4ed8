import { isDeepStrictEqual } from 'node:util';
import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import type { ApiRequest } from '../request.ts';
import { StatusError } from '../status.ts';
import type { EphemeralContainer, PodInstance } from '../store/ephemeral-containers.ts';
import { checkVersion, liveObject, type ObjectTarget, type Writing, type WritingPorts } from './context.ts';
import type { Json } from './json.ts';
import { readBodyAs, readObject } from './read-object.ts';
import { readPatch } from './read-patch.ts';

type Spec = EphemeralContainer['spec'];

/**
 * Adds containers to a pod that runs (`kubectl debug`), as `PUT` and `PATCH` of `…/pods/NAME/ephemeralcontainers` ask for.
 * They start in the background; what becomes of them stands in the pod's status.
 * @throws StatusError as validation words it (pkg/apis/core/validation, ValidatePodEphemeralContainersUpdate).
 */
export async function addEphemeral(
  writing: WritingPorts,
  target: ObjectTarget,
  request: ApiRequest,
  { dryRun }: Writing,
): Promise<ApiObject> {
  const live = liveObject(writing, target);
  const asked = askedFor(live, target, request);
  checkVersion(live, asked.version, target);
  const before = listIn(live, 'ephemeralContainers');
  const after = listIn(asked.object, 'ephemeralContainers');
  checkKept(live, before, after);
  const added = after.filter(({ name }) => !before.some((one) => one.name === name));
  for (const one of added) checkNew(live, one, after);
  const pod = instanceOf(live);
  const starts = await Promise.all(added.map((one) => writing.ports.debug(pod, one, request.signal)));
  const { ephemeral, store } = writing;
  if (!dryRun)
    for (const [index, spec] of added.entries()) {
      ephemeral.put(pod, { spec, state: { is: 'waiting', reason: 'ContainerCreating' } });
      starts[index]!((state) => ephemeral.put(pod, { spec, state }));
    }
  return dryRun ? asked.object : (store.get('pods', pod.namespace, pod.name) ?? live);
}

function askedFor(
  live: ApiObject,
  target: ObjectTarget,
  request: ApiRequest,
): { readonly object: ApiObject; readonly version: unknown } {
  if (request.method === 'PUT') {
    const object = readObject(readBodyAs(request), target);
    return { object, version: object.metadata.resourceVersion };
  }
  const patch = readPatch(request, target.resource);
  const object = readObject(patch.apply(live as unknown as Json), target);
  return { object, version: fieldAt(patch.value, 'metadata', 'resourceVersion') };
}

function listIn(object: ApiObject, field: string): readonly Spec[] {
  const list = fieldAt(object, 'spec', field);
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
}

function instanceOf({ metadata }: ApiObject): PodInstance {
  const { namespace = 'default', name, creationTimestamp = '' } = metadata;
  return { namespace, name, created: creationTimestamp };
}

function checkKept(pod: ApiObject, before: readonly Spec[], after: readonly Spec[]): void {
  for (const one of before) {
    const kept = after.find(({ name }) => name === one.name);
    if (kept && isDeepStrictEqual(kept, one)) continue;
    const what = kept ? 'changed' : 'removed';
    throw invalid(
      pod,
      `spec.ephemeralContainers: Forbidden: existing ephemeral containers "${one.name}" may not be ${what}`,
    );
  }
}

/** What belongs to containers that a pod begins with. */
const notForThem = ['lifecycle', 'livenessProbe', 'ports', 'readinessProbe', 'resources', 'startupProbe'];

function checkNew(pod: ApiObject, container: Spec, all: readonly Spec[]): void {
  const { name, image, targetContainerName: target } = container;
  const others = [...listIn(pod, 'initContainers'), ...listIn(pod, 'containers')];
  const at = `spec.ephemeralContainers[${all.indexOf(container)}]`;
  if (typeof name !== 'string' || !/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    throw invalid(pod, `${at}.name: Invalid value: ${JSON.stringify(name ?? '')}: a DNS label is required`);
  if ([...others, ...all].filter((one) => one.name === name).length > 1)
    throw invalid(pod, `${at}.name: Duplicate value: "${name}"`);
  if (typeof image !== 'string' || image === '') throw invalid(pod, `${at}.image: Required value`);
  for (const field of notForThem)
    if (isSet(container[field]))
      throw invalid(pod, `${at}.${field}: Forbidden: cannot be set for an Ephemeral Container`);
  if (isSet(container['volumeMounts']))
    throw invalid(pod, `${at}.volumeMounts: Forbidden: no volumes can be mounted into a pod that runs here`);
  if (isSet(target) && !others.some((one) => one.name === target))
    throw invalid(pod, `${at}.targetContainerName: Not found: ${JSON.stringify(target)}`);
}

function isSet(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== '';
}

function invalid({ metadata: { name } }: ApiObject, problem: string): StatusError {
  return new StatusError('Invalid', `Pod "${name}" is invalid: ${problem}`, { name, kind: 'Pod' });
}
