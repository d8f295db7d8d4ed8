import type { ApiPorts, PodName } from '../ports.ts';
import { StatusError } from '../status.ts';

/**
 * The container that is named, or the only one of the pod.
 * @throws StatusError when none is named and there are several, as a real server says it (pkg/registry/core/pod/strategy.go).
 */
export async function chooseContainer(
  ports: Pick<ApiPorts, 'containers'>,
  pod: PodName,
  named: string | null,
  signal: AbortSignal,
): Promise<string> {
  if (named) return named;
  const { init, app } = await ports.containers(pod, signal);
  if (app.length === 1) return app[0]!;
  const others = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
  throw new StatusError(
    'BadRequest',
    `a container name must be specified for pod ${pod.name}, choose one of: [${app.join(' ')}]${others}`,
  );
}
