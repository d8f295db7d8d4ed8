import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { Traffic } from '../../events/traffic.ts';
import { lineAt } from '../../logs/merge/batch.ts';
import type { PastOptions, PastSource } from '../../ui/ports.ts';
import { instancesOf, type LogInstance } from '../logs/sources.ts';
import { version } from '../version.ts';
import { type UiTarget, usageEveryMs } from './show-ui.ts';
import { trafficOf } from './traffic.ts';

type EngineActions = Required<
  Pick<UiTarget, 'usage' | 'shell' | 'toolbox' | 'command' | 'past' | 'traffic' | 'record'>
>;

/** What the UI asks of the engine itself, whichever process supervises the pods: usage, logs, rules, and a shell in a container. */
export function engineActions(
  connection: Connection,
  host: string | undefined,
  projectOf: (pod: string) => string,
): EngineActions {
  const { docker } = connection;
  const listed = async (pods: readonly string[], signal: AbortSignal): Promise<readonly ListedPod[]> => {
    const { listPods } = await import('../../docker/list.ts');
    const projects = [...new Set(pods.map(projectOf))];
    const found = await Promise.all(projects.map((project) => listPods(docker, project, signal)));
    return found.flat().filter(({ pod, project }) => pods.includes(pod) && projectOf(pod) === project);
  };
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
    toolbox: async (pod) => {
      const { debug } = await import('../commands/debug.ts');
      await debug(pod, [], { projectName: projectOf(pod), ...(host !== undefined && { host }) });
    },
    command: async ({ on, run, environment }) => {
      const { commandScript, runHere } = await import('./run-command.ts');
      if (on === 'machine') return runHere(run, environment);
      const { debug } = await import('../commands/debug.ts');
      const { POD: pod } = environment;
      const options = { projectName: projectOf(pod), ...(host !== undefined && { host }) };
      await debug(pod, ['bash', '-c', commandScript(run, environment)], options);
    },
    record: async (pod, file, on) => {
      const [{ withPodNamespace }, { recordPackets }, { fileTarget }] = await Promise.all([
        import('../find/pod-namespace.ts'),
        import('../packets/record.ts'),
        import('../packets/target.ts'),
      ]);
      const options = { projectName: projectOf(pod), ...(host !== undefined && { host }) };
      return withPodNamespace(pod, options, (found) =>
        recordPackets(found, { target: fileTarget(file), filter: [], ...on }),
      );
    },
    past: async (pods, options, signal) => {
      const found = await listed(pods, signal);
      // In a crash loop the latest instance that has run may be the one before the latest.
      const instances = new Map(
        [true, false].flatMap((previous) => instancesOf(found, previous)).map((one) => [one.id, one]),
      );
      return [...instances.values()].map((instance) => pastOf(connection, instance, options, signal));
    },
    traffic: async (pod, signal) => {
      const [one] = await listed([pod], signal);
      return one ? trafficIn(connection, one, signal) : { rules: [], flows: [] };
    },
  };
}

function pastOf(
  { docker }: Connection,
  { id, source }: LogInstance,
  { tail, until }: PastOptions,
  signal: AbortSignal,
): PastSource {
  const end = until(source);
  const range = end === undefined ? (tail === undefined ? {} : { tail }) : { until: end };
  async function* lines(): PastSource['lines'] {
    const { readLogBatches } = await import('../../docker/logs/logs.ts');
    for await (const batches of readLogBatches(docker, id, { follow: false, ...range }, signal))
      for (const batch of batches)
        yield Array.from({ length: batch.length }, (_, index) => lineAt(batch, index));
  }
  return { source, lines: lines() };
}

async function trafficIn(
  { docker }: Connection,
  { project, spec }: ListedPod,
  signal: AbortSignal,
): Promise<Traffic> {
  if (!spec) return { rules: [], flows: [] };
  const { createEngine } = await import('../../docker/engine.ts');
  const engine = createEngine({ docker, project, pod: spec, version, images: { holder: '' } });
  return trafficOf(spec, engine, signal);
}
