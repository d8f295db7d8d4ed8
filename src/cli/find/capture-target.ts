import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { CaptureOptions } from '../../pod/model.ts';
import { declaredPorts } from '../../supervisor/capture/inspect-capture.ts';
import type { Engine } from '../../supervisor/ports.ts';
import { type RunStep, runnerOver } from '../../supervisor/run-step.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { version } from '../version.ts';
import { choosePods, type PodChoice } from './choose-pods.ts';
import { connectEngine } from './connect.ts';

/** The namespace of a pod, captured or not. */
export interface NamespaceTarget {
  readonly project: string;
  readonly pod: string;
  readonly options?: CaptureOptions;
  /** TCP ports that the app's containers declare. */
  readonly declared: readonly number[];
  readonly run: RunStep;
}

export type CaptureTarget = NamespaceTarget & { readonly options: CaptureOptions };

/** @param pods those that were named; none means all that are there. */
export function notAsked(pods: readonly string[]): Failure {
  return new Failure(
    exitCodes.failure,
    pods.length > 0 ? `no capture is asked for by ${pods.join(', ')}` : 'no pod here asks for capture',
    'The annotation outrider.dev/capture: "proxy: NAME" asks for it.',
  );
}

/** Opens the namespaces of the pods that are captured, for as long as `work` takes. */
export function withCaptured<T>(
  names: readonly string[],
  choice: PodChoice & { readonly host?: string },
  work: (targets: readonly CaptureTarget[]) => Promise<T>,
): Promise<T> {
  return withNamespaces(names, choice, (targets) => {
    const captured = targets.filter(isCaptured);
    const without = targets.filter((target) => !isCaptured(target)).map(({ pod }) => pod);
    if (captured.length === 0 || (names.length > 0 && without.length > 0))
      throw notAsked(names.length > 0 ? without : []);
    return work(captured);
  });
}

export function isCaptured(target: NamespaceTarget): target is CaptureTarget {
  return target.options !== undefined;
}

/** Opens the namespaces of the pods that are chosen, for as long as `work` takes. */
export async function withNamespaces<T>(
  names: readonly string[],
  choice: PodChoice & { readonly host?: string },
  work: (targets: readonly NamespaceTarget[]) => Promise<T>,
): Promise<T> {
  const life = new AbortController();
  const connection = await connectEngine(choice.host, life.signal);
  try {
    const pods = await choosePods(connection, names, choice, life.signal);
    const targets = await Promise.all(pods.map((pod) => open(connection, pod, life.signal)));
    return await work(targets.filter((target) => target !== undefined));
  } finally {
    life.abort();
    connection.close();
  }
}

/** Undefined for a pod whose holder does not say what it was made for. */
async function open(
  connection: Connection,
  { project, pod, spec }: ListedPod,
  signal: AbortSignal,
): Promise<NamespaceTarget | undefined> {
  if (!spec) return undefined;
  const { createEngine } = await import('../../docker/engine.ts');
  const engine: Engine = createEngine({
    docker: connection.docker,
    project,
    pod: spec,
    version,
    images: { holder: '' },
  });
  return {
    project,
    pod,
    ...(spec.capture && spec.capture.mode !== 'NONE' && { options: spec.capture }),
    declared: declaredPorts(spec),
    run: runnerOver(engine, signal),
  };
}
