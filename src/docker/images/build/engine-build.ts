import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { buildKitNeeds, type ImageBuild } from '../../../pod/image-build.ts';
import { EngineError } from '../../../supervisor/ports.ts';
import { call } from '../../transport/call.ts';
import { createJsonLines } from '../../transport/json-lines.ts';
import { chunksOf } from '../../transport/stream.ts';
import { type Credentials, registryOf } from '../credentials.ts';
import type { MakeImage } from '../make-or-pull.ts';
import { contextArchive, findDockerfile } from './context.ts';
import { baseImages } from './dockerfile.ts';
import { createBuildOutput } from './failed-step.ts';

/** An image that is built, under the name by which the engine knows it. */
export interface BuildRequest {
  readonly image: string;
  readonly build: ImageBuild;
  readonly platform?: string | undefined;
}

export interface EngineBuildPorts {
  readonly docker: Dockerode;
  readonly credentials?: Credentials | undefined;
  readonly make?: MakeImage | undefined;
}

/** The upload of a large context, and its first step. After that a build takes as long as it takes. */
const headMs = 20 * 60_000;

/**
 * Builds an image with the engine's own builder, through its API alone. It ends when the signal fires.
 * @throws EngineError that names the step, the file and what to do.
 */
export async function engineBuild(
  ports: EngineBuildPorts,
  request: BuildRequest,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  refuseBuildKit(request);
  const { build } = request;
  const isRemote = /^(?:\w+:\/\/|git@|github\.com\/)/.test(build.context);
  const found = isRemote
    ? undefined
    : await findDockerfile(build.context, build.dockerfile ?? 'Dockerfile', build.dockerfileInline);
  const bases = found ? baseImages(found.text) : [];
  for (const image of bases) await ports.make?.(image, onLine, signal);
  const options = {
    ...optionsOf(request),
    registryconfig: await registries(bases, ports.credentials, signal),
    ...(found
      ? { dockerfile: found.context.dockerfile }
      : { remote: build.context, dockerfile: build.dockerfile }),
  };
  const output = createBuildOutput();
  async function built(until: AbortSignal): Promise<void> {
    const answer = await call(`build image ${request.image}`, headMs, until, (abortSignal) =>
      ports.docker.buildImage(archive ?? '', { ...options, abortSignal } as Dockerode.ImageBuildOptions),
    );
    await follow(answer as Readable, [output.onLine, onLine], until);
  }
  const archive = found && contextArchive(found.context);
  try {
    await (archive ? orBroken(archive, signal, (until) => built(until)) : built(signal));
  } catch (error) {
    if (error instanceof EngineError && error.code === 'aborted') throw error;
    const dockerfile = found ?? { shown: build.context, text: '' };
    const message = (error as Error).message.replace(/^cannot build image \S+: /, '');
    throw new EngineError('engine', `cannot build ${request.image}: ${output.failure(message, dockerfile)}`, {
      hint: hintFor(message),
      cause: error,
    });
  } finally {
    archive?.destroy();
  }
}

/** A file that cannot be read ends the build: the engine would wait for the rest of the archive. */
async function orBroken(
  archive: Readable,
  signal: AbortSignal,
  run: (until: AbortSignal) => Promise<void>,
): Promise<void> {
  const broken = new AbortController();
  let problem: Error | undefined;
  archive.once('error', (error) => {
    problem = error;
    broken.abort();
  });
  try {
    await run(AbortSignal.any([signal, broken.signal]));
  } catch (error) {
    throw problem ?? error;
  }
}

function optionsOf({ image, build, platform }: BuildRequest): Record<string, unknown> {
  const given = {
    t: [image, ...(build.tags ?? [])],
    buildargs: build.args ?? {},
    labels: build.labels ?? {},
    target: build.target,
    cachefrom: build.cacheFrom,
    nocache: build.noCache,
    pull: build.pull,
    networkmode: build.network,
    shmsize: build.shmBytes,
    ulimits:
      build.ulimits &&
      JSON.stringify(build.ulimits.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard }))),
    extrahosts: build.extraHosts?.map((pair) => pair.replace('=', ':')),
    platform,
    forcerm: true,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function refuseBuildKit({ image, build }: BuildRequest): void {
  const needs = buildKitNeeds(build);
  if (needs.length === 0) return;
  throw new EngineError('engine', `cannot build ${image}: ${needs.join(', ')} of its build need BuildKit`, {
    hint: 'Install the docker command with its buildx plugin; it is used where it is there.',
  });
}

/** Credentials for the registries of the images that it is built from. */
async function registries(
  images: readonly string[],
  credentials: Credentials | undefined,
  signal: AbortSignal,
): Promise<Readonly<Record<string, object>>> {
  const found: Record<string, object> = {};
  for (const image of images) {
    const { auth } = (await credentials?.(image, signal)) ?? {};
    if (auth) found[auth.serveraddress || registryOf(image)] = auth;
  }
  return found;
}

/** One message of the engine. A build that fails is status 200 and a message as well. */
interface Message {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly error?: string;
}

async function follow(
  answer: Readable,
  listeners: readonly ((line: string) => void)[],
  signal: AbortSignal,
): Promise<void> {
  let failure: string | undefined;
  let rest = '';
  const tell = (line: string): void => {
    if (line.trim() !== '') for (const listen of listeners) listen(line);
  };
  const messages = createJsonLines((value) => {
    const { stream, status, id, error } = value as Message;
    failure ??= error;
    // A pull tells of each layer many times.
    if (status !== undefined && id === undefined) tell(status);
    const lines = `${rest}${stream ?? ''}`.split(/\r?\n/);
    rest = lines.pop()!;
    for (const line of lines) tell(line);
  });
  for await (const chunk of chunksOf(answer, signal)) messages.push(chunk);
  tell(rest);
  if (signal.aborted) throw new EngineError('aborted', 'the build was interrupted');
  if (failure !== undefined) throw new Error(failure);
}

const buildKitWords =
  /requires BuildKit|unknown instruction: (?:<<|EOF)|Unknown flag: (?:mount|chmod|link|checksum)/i;

function hintFor(message: string): string {
  if (buildKitWords.test(message))
    return 'The Dockerfile needs BuildKit: install the docker command with its buildx plugin; it is used where it is there.';
  if (/returned a non-zero code/.test(message))
    return 'Mend the command of that step; its last lines stand above.';
  if (/COPY failed|ADD failed|no such file/i.test(message))
    return 'Check the path, which goes from `context`, and `.dockerignore`.';
  if (/pull access denied|not found|manifest unknown/i.test(message))
    return 'Check the name of the image after FROM; a private one needs `docker login`.';
  return 'Mend the Dockerfile at that line.';
}
