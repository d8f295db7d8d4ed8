import { execa } from 'execa';
import { ClusterError } from './cluster-error.ts';
import { explainFailure, type Place } from './explain-failure.ts';

/** How long one command of kubectl may take, in milliseconds, unless it is told otherwise. */
const commandMs = 60_000;

interface AskOptions {
  readonly stdin?: string;
  readonly timeoutMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Runs the person's own kubectl once, with the plugins and credentials that they have; answers what it printed.
 * @throws ClusterError in one sentence.
 */
export async function kubectl(place: Place, args: readonly string[], options: AskOptions): Promise<string> {
  const { stdin, timeoutMs = commandMs, signal } = options;
  const result = await execa(program(), [...placeArgs(place), ...args], {
    ...(stdin === undefined ? { stdin: 'ignore' as const } : { input: stdin }),
    timeout: timeoutMs,
    cancelSignal: signal,
    forceKillAfterDelay: 2000,
    reject: false,
  });
  if (!result.failed) return result.stdout;
  if (result.isCanceled) throw new ClusterError('failed', 'it was interrupted');
  if (result.code === 'ENOENT') throw noKubectl();
  if (result.timedOut)
    throw new ClusterError('unreachable', `${place.context} did not answer within ${timeoutMs / 1000} s`);
  throw explainFailure(result.stderr || result.shortMessage || '', place);
}

/** The program; OUTRIDER_KUBECTL names another one. */
export function program(): string {
  return process.env['OUTRIDER_KUBECTL'] || 'kubectl';
}

export function placeArgs({ context, namespace }: Place): readonly string[] {
  return ['--context', context, '--namespace', namespace];
}

export function noKubectl(): ClusterError {
  return new ClusterError(
    'no-kubectl',
    '--context needs kubectl, which is not installed',
    'Outrider reaches clusters by it, so that its plugins and credentials are used. OUTRIDER_KUBECTL names another program.',
  );
}
