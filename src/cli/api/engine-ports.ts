import type { ApiPorts } from '../../api/ports.ts';
import { StatusError } from '../../api/status.ts';
import { connectInside } from '../../docker/connect-inside.ts';
import { checkDocuments, engineApply } from './engine-apply.ts';
import { engineDebug } from './engine-debug.ts';
import { engineDocuments } from './engine-documents.ts';
import { engineExec } from './engine-exec.ts';
import { engineLogs } from './engine-logs.ts';
import { engineSteer } from './engine-steer.ts';
import { engineUsage } from './engine-usage.ts';
import { type EngineView, findPod } from './find-container.ts';

interface EnginePortsOptions {
  /** The engine’s address as the person gave it. */
  readonly host: string | undefined;
  /** Aborted when the server ends. */
  readonly serving: AbortSignal;
}

/** The API's requests, over the same functions as the commands. */
export function enginePorts(view: EngineView, { host, serving }: EnginePortsOptions): ApiPorts {
  return {
    async containers(name, signal) {
      const { containers } = await findPod(view, name, signal);
      const named = (isApp: boolean): readonly string[] =>
        containers.filter(({ role }) => (role === 'app') === isApp && role !== 'tool').map((one) => one.name);
      return { init: named(false), app: named(true) };
    },
    logs: engineLogs(view),
    ...engineExec(view),
    async connect(name, port, signal) {
      const { holder } = await findPod(view, name, signal);
      if (holder === undefined)
        throw new StatusError('NotFound', `pod ${name.name} has no network now: its holder does not run`);
      return connectInside(view.connection.docker, holder, port, signal);
    },
    debug: engineDebug(view, serving),
    usage: engineUsage(view),
    ...engineSteer(view),
    documents: engineDocuments(view),
    check: checkDocuments(view),
    apply: engineApply(view, host),
  };
}
