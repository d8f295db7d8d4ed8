import { catalogueImage } from '../../images/index.ts';
import type { PodChoice } from '../find/choose-pods.ts';
import { withPodNamespace } from '../find/pod-namespace.ts';
import { withTerminal } from '../terminal/own-terminal.ts';
import { version } from '../version.ts';

interface DebugOptions extends PodChoice {
  readonly host?: string;
}

/**
 * `outrider debug POD [-- COMMAND…]`: a shell or a tool (tcpdump, ss, curl, nft, …) in the pod's network namespace, from
 * the project's own image; gone afterwards.
 */
export function debug(name: string, command: readonly string[], options: DebugOptions): Promise<number> {
  return withPodNamespace(name, options, async ({ connection, pod, signal }) => {
    const { runTool } = await import('../../docker/interactive.ts');
    const request = {
      project: pod.project,
      pod: pod.spec,
      version,
      holder: pod.holder,
      image: catalogueImage('holder').reference,
      command: command.length > 0 ? command : ['bash'],
    };
    return await withTerminal({ tty: true, interactive: true }, (terminal) =>
      runTool(connection.docker, request, terminal, signal),
    );
  });
}
