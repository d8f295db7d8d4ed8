import { withBuiltImages } from '../pod/built-images.ts';
import { allContainers } from '../pod/containers.ts';
import type { HealthCheck } from '../pod/health-check.ts';
import { type HealthOf, missingHealthProblem, withImageHealth } from '../pod/image-health.ts';
import { hasNames, heedsImageUser, imageUserProblem, userInNumbers } from '../pod/image-user.ts';
import type { Container, Pod } from '../pod/model.ts';
import type { Journal } from '../supervisor/journal.ts';
import { type Engine, EngineError } from '../supervisor/ports.ts';

/** The images of pods. */
interface FetchedImages {
  /** The pods with what their images say of them. */
  readonly pods: readonly Pod[];
  /** One line a problem, with its place in the file where there is one: an image that cannot be had, or that does not fit the pod. */
  readonly problems: readonly string[];
}

/**
 * Fetches every image of the pods before anything is created, so that a misspelt name is told at once and leaves nothing
 * behind. (In a cluster such a pod waits in ImagePullBackOff for ever; so it does here when an image goes missing later.)
 */
export async function fetchImages(
  pods: readonly Pod[],
  engineOf: (pod: Pod) => Engine,
  journal: Journal,
  signal: AbortSignal,
): Promise<FetchedImages> {
  const uses = pods.flatMap((pod) => allContainers(pod).map((container) => ({ pod, container })));
  const wishes = [...pods.flatMap(wishesOfVolumes), ...uses.map(wishOf)];
  const distinct = [...new Map(wishes.map((wish) => [wish.wanted.image, wish])).values()];
  const fetched = await Promise.all(
    distinct.map((wish) => fetchImage(wish, engineOf(wish.pod), journal, signal)),
  );
  if (signal.aborted) return { pods, problems: [] };
  const missing = fetched.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  if (missing.length > 0) return { pods, problems: missing };
  const found = new Map(fetched.map((one) => [one.image, one]));
  const userOf = await usersInNumbers(uses, (image) => found.get(image)?.user ?? '', engineOf, signal);
  const healthOf: HealthOf = (image) => found.get(image)?.health;
  return {
    pods: pods.map((pod) => withBuiltImages(withImageHealth(pod, healthOf), (image) => found.get(image)?.id)),
    problems: uses.flatMap(({ pod, container }) =>
      [
        imageUserProblem(pod, container, userOf(container.image)),
        missingHealthProblem(container, healthOf),
      ].flatMap((problem) =>
        problem === undefined ? [] : [`${place(pod, locationOf(container))}${problem}`],
      ),
    ),
  };
}

/** An image that somebody wants, and where that stands. */
interface Wish {
  readonly pod: Pod;
  readonly wanted: Parameters<Engine['ensureImage']>[0];
  /** A key of `Pod.locations`. */
  readonly at: string;
}

function wishOf({ pod, container }: Use): Wish {
  return { pod, wanted: container, at: locationOf(container) };
}

function wishesOfVolumes(pod: Pod): readonly Wish[] {
  return pod.volumes.flatMap((volume) => {
    if (volume.type !== 'image') return [];
    const { name, reference: image, imagePullPolicy } = volume;
    return [{ pod, wanted: { image, imagePullPolicy }, at: `volumes.${name}.image` }];
  });
}

interface Use {
  readonly pod: Pod;
  readonly container: Container;
}

/** The users that images name, in numbers where it matters: only then the images are looked into. */
async function usersInNumbers(
  uses: readonly Use[],
  named: (image: string) => string,
  engineOf: (pod: Pod) => Engine,
  signal: AbortSignal,
): Promise<(image: string) => string> {
  const asked = new Map(
    uses
      .filter(({ pod, container }) => heedsImageUser(pod, container) && hasNames(named(container.image)))
      .map(({ pod, container }) => [container.image, pod]),
  );
  const numbers = new Map(
    await Promise.all(
      [...asked].map(async ([image, pod]) => {
        const [passwd, group] = await engineOf(pod).imageFiles(image, ['/etc/passwd', '/etc/group'], signal);
        return [image, userInNumbers(named(image), passwd, group)] as const;
      }),
    ),
  );
  return (image) => numbers.get(image) ?? named(image);
}

interface Fetched {
  readonly image: string;
  /** As in `101` or `nginx`; absent where it is not known. */
  readonly user?: string | undefined;
  readonly id?: string | undefined;
  readonly health?: HealthCheck | undefined;
  /** In one line; absent when the image is there. */
  readonly problem?: string;
}

async function fetchImage(
  { pod, wanted, at }: Wish,
  engine: Engine,
  journal: Journal,
  signal: AbortSignal,
): Promise<Fetched> {
  const { image } = wanted;
  const pulling = (message: string): void =>
    void journal.append(pod.name, { type: 'ImagePulling', image, message });
  try {
    const { pulled, ...facts } = await engine.ensureImage(wanted, pulling, signal);
    if (pulled) journal.append(pod.name, { type: 'ImagePulled', image });
    return { image, ...facts };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { message, hint } = error;
    const told = { type: 'ImagePullFailed', image, message } as const;
    journal.append(pod.name, hint === undefined ? told : { ...told, hint });
    const problem = hint === undefined ? message : `${message}\n  ${hint}`;
    return { image, problem: `${place(pod, at)}${problem}` };
  }
}

function locationOf({ name }: Container): string {
  return `containers.${name}.image`;
}

function place(pod: Pod, key: string): string {
  const at = pod.locations[key];
  return at ? `${at.file}:${at.line}:${at.column}: error: ` : '';
}
