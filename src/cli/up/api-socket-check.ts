import { allContainers } from '../../pod/containers.ts';
import type { Pod } from '../../pod/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** An engine that is not reached by a Unix socket has none that a container could get. @throws Failure */
export function checkApiSocket(pods: readonly Pod[], address: string): void {
  if (address.startsWith('unix:')) return;
  const problems = pods.flatMap((pod) =>
    allContainers(pod).flatMap(({ name, engine }) => {
      if (!engine?.apiSocket) return [];
      const at = pod.locations[`containers.${name}`] ?? pod.locations['pod'];
      const place = at ? `${at.file}:${at.line}:${at.column}: error: ` : '';
      return [
        `${place}use_api_socket of ${name} needs an engine at a Unix socket, and this one is at ${address}`,
      ];
    }),
  );
  if (problems.length > 0) throw new Failure(exitCodes.usage, problems.join('\n'), 'Nothing was created.');
}
