import { allContainers } from '../pod/containers.ts';
import { imageUserProblem } from '../pod/image-user.ts';
import type { Container, Pod } from '../pod/model.ts';
import type { Journal } from '../supervisor/journal.ts';
import { type Engine, EngineError } from '../supervisor/ports.ts';

/**
 * Fetches every image of the pods before anything is created, so that a misspelt name is told at once and leaves nothing
 * behind. (In a cluster such a pod waits in ImagePullBackOff for ever; so it does here when an image goes missing later.)
 *
 * @returns one line an image that cannot be had, or that runs an app under the proxy's uid or gid, with its place in the file where there is one.
 */
export async function fetchImages(
  pods: readonly Pod[],
  engineOf: (pod: Pod) => Engine,
  journal: Journal,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const uses = pods.flatMap((pod) => allContainers(pod).map((container) => ({ pod, container })));
  const distinct = [...new Map(uses.map((use) => [use.container.image, use])).values()];
  const fetched = await Promise.all(
    distinct.map(({ pod, container }) => fetchImage(pod, container, engineOf(pod), journal, signal)),
  );
  if (signal.aborted) return [];
  const missing = fetched.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  return missing.length > 0
    ? missing
    : wrongUsers(uses, new Map(fetched.map((one) => [one.image, one.user])));
}

interface Use {
  readonly pod: Pod;
  readonly container: Container;
}

/** App containers whose image runs them under the proxy's uid or gid: nobody would see that they are not captured. */
function wrongUsers(uses: readonly Use[], users: ReadonlyMap<string, string | undefined>): readonly string[] {
  return uses.flatMap(({ pod, container }) => {
    const problem = imageUserProblem(pod, container, users.get(container.image) ?? '');
    return problem === undefined ? [] : [`${place(pod, container)}${problem}`];
  });
}

interface Fetched {
  readonly image: string;
  /** As in `101`; absent where it is not known. */
  readonly user?: string | undefined;
  /** In one line; absent when the image is there. */
  readonly problem?: string;
}

async function fetchImage(
  pod: Pod,
  container: Container,
  engine: Engine,
  journal: Journal,
  signal: AbortSignal,
): Promise<Fetched> {
  const { image } = container;
  const pulling = (): void => void journal.append(pod.name, { type: 'ImagePulling', image });
  try {
    const { pulled, user } = await engine.ensureImage(container, pulling, signal);
    if (pulled) journal.append(pod.name, { type: 'ImagePulled', image });
    return { image, user };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const message = error.hint === undefined ? error.message : `${error.message}\n  ${error.hint}`;
    journal.append(pod.name, { type: 'ImagePullFailed', image, message: error.message });
    return { image, problem: `${place(pod, container)}${message}` };
  }
}

function place(pod: Pod, { name }: Container): string {
  const at = pod.locations[`containers.${name}.image`];
  return at ? `${at.file}:${at.line}:${at.column}: error: ` : '';
}
