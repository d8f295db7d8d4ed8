import type { ExecOptions } from '../../pod/exec-options.ts';
import type { RunResult } from '../../supervisor/ports.ts';
import { type EndContext, endMarked, newMark } from './end-marked.ts';
import { execIn } from './exec.ts';

/** Commands in the pod's containers, none of which outlives its deadline. */
interface Execs {
  readonly run: (
    id: string,
    command: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
    as?: ExecOptions,
  ) => Promise<RunResult>;
  /** Settles when no command is being ended any more. */
  readonly idle: () => Promise<void>;
}

/**
 * A command that runs out of time is answered at once and ended meanwhile. The same command in the same container waits for
 * that, so that a check that hangs never runs twice side by side.
 */
export function createExecs(context: EndContext): Execs {
  const endings = new Map<string, Promise<void>>();
  return {
    run: async (id, command, timeoutMs, signal, as) => {
      const key = [id, ...command].join('\0');
      await endings.get(key);
      const mark = newMark();
      const result = await execIn(context.docker, id, { command, env: [mark], as }, timeoutMs, signal);
      if (!result.timedOut) return result;
      // What cannot be ended dies with its container.
      const ending = endMarked(context, id, mark)
        .catch(() => {})
        .finally(() => endings.delete(key));
      endings.set(key, ending);
      return result;
    },
    idle: async () => {
      while (endings.size > 0) await Promise.all(endings.values());
    },
  };
}
