import type { Connection } from '../docker/connect.ts';
import type { ListedPod } from '../docker/list.ts';
import type { CaptureOptions } from '../pod/model.ts';
import type { Engine } from '../supervisor/ports.ts';
import { type RunStep, runnerOver } from '../supervisor/run-step.ts';
import { choosePods, type PodChoice } from './choose-pods.ts';
import { connectEngine } from './connect.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { version } from './version.ts';

export interface CaptureTarget {
  readonly project: string;
  readonly pod: string;
  readonly options: CaptureOptions;
  readonly run: RunStep;
}

/** Opens the namespaces of the pods that are captured, for as long as `work` takes. */
export async function withCaptured<T>(
  names: readonly string[],
  choice: PodChoice & { readonly host?: string },
  work: (targets: readonly CaptureTarget[]) => Promise<T>,
): Promise<T> {
  const life = new AbortController();
  const connection = await connectEngine(choice.host, life.signal);
  try {
    const pods = await choosePods(connection, names, choice, life.signal);
    const targets = await Promise.all(pods.map((pod) => open(connection, pod, life.signal)));
    const captured = targets.filter((target) => target !== undefined);
    if (captured.length === 0)
      throw new Failure(
        exitCodes.failure,
        names.length > 0 ? `${names.join(', ')} asks for no capture` : 'no pod here asks for capture',
        'The annotation outrider.dev/capture: "proxy: NAME" asks for it.',
      );
    return await work(captured);
  } finally {
    life.abort();
    connection.close();
  }
}

async function open(
  connection: Connection,
  { project, pod, spec }: ListedPod,
  signal: AbortSignal,
): Promise<CaptureTarget | undefined> {
  if (!spec?.capture || spec.capture.mode === 'NONE') return undefined;
  const { createEngine } = await import('../docker/engine.ts');
  const engine: Engine = createEngine({
    docker: connection.docker,
    project,
    pod: spec,
    version,
    images: { holder: '' },
  });
  return { project, pod, options: spec.capture, run: runnerOver(engine, signal) };
}
