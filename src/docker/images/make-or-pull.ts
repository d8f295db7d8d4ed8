import type Dockerode from 'dockerode';
import { EngineError } from '../../supervisor/ports.ts';
import type { Credentials } from './credentials.ts';
import { pull } from './pull.ts';

/** Where images come from. */
export interface ImageSources {
  /** Prefix of a registry mirror. */
  readonly mirror?: string | undefined;
  readonly credentials?: Credentials | undefined;
  /** Makes an image that Outrider can put together by itself; false for any other. Asked before a pull. */
  readonly make?: MakeImage | undefined;
}

/** Says on `onStep` how it goes. @throws when the image cannot be made. */
export type MakeImage = (
  reference: string,
  onStep: (message: string) => void,
  signal: AbortSignal,
) => Promise<boolean>;

interface WantedImage {
  /** The name in the manifest. */
  readonly image: string;
  /** The name that the engine knows it by. */
  readonly reference: string;
  /** Such as `linux/arm64`; default: the engine's own. */
  readonly platform: string | undefined;
}

/**
 * Gets an image that is not there: one of Outrider's is made, any other is pulled.
 *
 * @throws EngineError `image-not-found` or `image-pull-failed`, with a hint how to get it.
 */
export async function makeOrPull(
  docker: Dockerode,
  { mirror, credentials, make }: ImageSources,
  { image, reference, platform }: WantedImage,
  onPull: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (await isMade(make, reference, onPull, signal)) return;
  const howToGet = async (): Promise<string | undefined> => {
    const found = await import('../../images/how-to-get.ts');
    return found.howToGet(image, mirror);
  };
  await pull(docker, reference, { onPull, credentials, platform, howToGet }, signal);
}

/** Whether it is one of Outrider's, which is there then. */
async function isMade(
  make: MakeImage | undefined,
  reference: string,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await make?.(reference, onStep, signal)) ?? false;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) throw error;
    const { message, hint } = error as Error & { readonly hint?: string };
    const why = { ...(hint !== undefined && { hint }), cause: error };
    throw new EngineError('image-pull-failed', message, why);
  }
}
