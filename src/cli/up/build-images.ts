import type { BuildRequest } from '../../docker/images/build/engine-build.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { type BuiltImage, builtImages, imagesToBuild } from '../../pod/built-images.ts';
import type { Pod } from '../../pod/model.ts';
import { EngineError } from '../../supervisor/ports.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { imageMaker, ownCredentials } from '../find/engine-factory.ts';
import { harmless } from '../output/harmless.ts';

export interface BuildWish {
  readonly connection: Connection;
  /** `--host`, where it was given. */
  readonly host?: string | undefined;
  /** Builds what is there, too. */
  readonly isAsked: boolean;
  /** Only these; every one where it is absent. */
  readonly only?: readonly string[];
  /** Hears how it goes on; without it that is shown on stderr. */
  readonly tell?: (image: string, line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Builds the images of pods that are built and are missing or to be built anew, one after the other, and shows how it goes on
 * stderr. What builds images is loaded only where one is.
 * @throws Failure when one cannot be built; then nothing of the pods is touched.
 */
export async function buildImages(pods: readonly Pod[], wish: BuildWish): Promise<void> {
  const images = builtImages(pods).filter(({ image }) => wish.only?.includes(image) ?? true);
  if (images.length === 0) return;
  const there = new Set<string>();
  const { dockerImageStore } = await import('../../docker/images/image-store.ts');
  const store = dockerImageStore(wish.connection.docker);
  for (const { image } of images)
    if ((await store.hashOf(image, wish.signal)) !== undefined) there.add(image);
  const build = await builderFor(wish);
  for (const image of imagesToBuild(images, wish.isAsked, (name) => there.has(name)))
    await buildOne(image, build, wish);
}

type Build = (request: BuildRequest, onLine: (line: string) => void, signal: AbortSignal) => Promise<void>;

function show(image: string, line: string): void {
  process.stderr.write(`${image} | ${harmless(line)}\n`);
}

async function buildOne(image: BuiltImage, build: Build, { tell = show, signal }: BuildWish): Promise<void> {
  try {
    await build(image, (line) => tell(image.image, line), signal);
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'aborted') throw error;
    const { at } = image;
    const place = at ? `${at.file}:${at.line}:${at.column}: error: ` : '';
    throw new Failure(exitCodes.failure, `${place}${error.message}`, error.hint);
  }
}

/** BuildKit by the docker command where that is there with its buildx plugin, else the engine's own builder. */
async function builderFor({ connection, host, signal }: BuildWish): Promise<Build> {
  const { buildxBuild, hasBuildx } = await import('../../docker/images/build/buildx.ts');
  const address = host ?? (/^unix:/.test(connection.info.address) ? connection.info.address : undefined);
  const command = { options: address === undefined ? [] : ['--host', address], env: process.env };
  if (await hasBuildx(command, signal))
    return (request, onLine, until) => buildxBuild(command, request, onLine, until);
  const { engineBuild } = await import('../../docker/images/build/engine-build.ts');
  const ports = { docker: connection.docker, credentials: ownCredentials, make: imageMaker(connection) };
  return (request, onLine, until) => engineBuild(ports, request, onLine, until);
}
