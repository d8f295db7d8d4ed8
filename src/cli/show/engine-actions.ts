import type { Connection } from '../../docker/transport/connect.ts';
import { type UiTarget, usageEveryMs } from './show-ui.ts';

/** What the UI asks of the engine itself, whoever supervises the pods: usage, and a shell in a container. */
export function engineActions(
  { docker }: Connection,
  host: string | undefined,
  projectOf: (pod: string) => string,
): Required<Pick<UiTarget, 'usage' | 'shell'>> {
  return {
    usage: async function* (ids, signal) {
      const { sampleUsage } = await import('../../docker/stats.ts');
      yield* sampleUsage(docker, ids, usageEveryMs, signal);
    },
    shell: async (pod, container) => {
      const { exec } = await import('../commands/exec.ts');
      const projectName = projectOf(pod);
      const options = { projectName, tty: true, interactive: true, ...(host !== undefined && { host }) };
      await exec(`${pod}/${container}`, ['sh'], options);
    },
  };
}
