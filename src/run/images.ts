import { allContainers } from '../pod/containers.ts';
import type { Container, Pod } from '../pod/model.ts';
import type { Journal } from '../supervisor/journal.ts';
import { type Engine, EngineError } from '../supervisor/ports.ts';

/**
 * Fetches every image of the pods before anything is created, so that a misspelt name is told at once and leaves nothing
 * behind. (In a cluster such a pod waits in ImagePullBackOff for ever; so it does here when an image goes missing later.)
 *
 * @returns one line an image that cannot be had, with its place in the file where there is one.
 */
export async function fetchImages(
  pods: readonly Pod[],
  engineOf: (pod: Pod) => Engine,
  journal: Journal,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const uses = pods.flatMap((pod) => allContainers(pod).map((container) => ({ pod, container })));
  const distinct = [...new Map(uses.map((use) => [use.container.image, use])).values()];
  const problems = await Promise.all(
    distinct.map(({ pod, container }) => fetchImage(pod, container, engineOf(pod), journal, signal)),
  );
  return signal.aborted ? [] : problems.filter((problem) => problem !== undefined);
}

async function fetchImage(
  pod: Pod,
  container: Container,
  engine: Engine,
  journal: Journal,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { image } = container;
  const pulling = (): void => void journal.append(pod.name, { type: 'ImagePulling', image });
  try {
    const { pulled } = await engine.ensureImage(container, pulling, signal);
    if (pulled) journal.append(pod.name, { type: 'ImagePulled', image });
    return undefined;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const message = error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`;
    journal.append(pod.name, { type: 'ImagePullFailed', image, message: error.message });
    return `${place(pod, container)}${message}`;
  }
}

function place(pod: Pod, { name }: Container): string {
  const at = pod.locations[`containers.${name}.image`];
  return at ? `${at.file}:${at.line}:${at.column}: error: ` : '';
}
