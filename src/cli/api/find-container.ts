import type { PodName } from '../../api/ports.ts';
import { StatusError } from '../../api/status.ts';
import { type ListedContainer, type ListedPod, listPods } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { Scope } from './server-folder.ts';

/** The pods of a scope, by the names that clients of the API know them by. */
export interface EngineView {
  readonly connection: Connection;
  readonly scope: Scope;
}

/** @throws StatusError when there is no such pod. */
export async function findPod(
  { connection, scope }: EngineView,
  { namespace, name }: PodName,
  signal: AbortSignal,
): Promise<ListedPod> {
  const project = 'project' in scope ? scope.project : namespace;
  const pods = await listPods(connection.docker, project, signal);
  const found = pods.find(
    ({ pod, spec }) => pod === name && ('all' in scope || spec === undefined || spec.namespace === namespace),
  );
  if (found) return found;
  throw new StatusError('NotFound', `pods "${name}" not found`, { name, kind: 'pods' });
}

/** @throws StatusError when the pod has no container of that name, or it was not made yet. */
export function findContainer({ pod, spec, containers }: ListedPod, container: string): ListedContainer {
  const found = containers.find(({ name }) => name === container);
  if (found) return found;
  const isKnown = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].some(
    ({ name }) => name === container,
  );
  throw new StatusError(
    'BadRequest',
    isKnown
      ? `container "${container}" in pod "${pod}" is waiting to start: PodInitializing`
      : `container ${container} is not valid for pod ${pod}`,
  );
}

/** @throws StatusError when it does not run, as a real server says it. */
export function runningContainer(pod: ListedPod, container: string): ListedContainer {
  const found = findContainer(pod, container);
  if (found.state === 'running') return found;
  throw new StatusError('NotFound', `unable to upgrade connection: container not found ("${container}")`);
}
