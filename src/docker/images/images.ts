import { constants } from 'node:os';
import type Dockerode from 'dockerode';
import { mirrored } from '../../images/mirror.ts';
import type { HealthCheck } from '../../pod/health-check.ts';
import type { Container } from '../../pod/model.ts';
import { EngineError, type EnsuredImage } from '../../supervisor/ports.ts';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { statusOf } from '../transport/errors.ts';
import { type ImageHealthConfig, imageHealth } from './image-health.ts';
import { type ImageSources, makeOrPull } from './make-or-pull.ts';

/** What creating a container needs to know of its image. */
interface ImageFacts {
  /** The name to create from. */
  readonly reference: string;
  /** As in `SIGTERM`. */
  readonly stopSignal: string;
  /** `USER`; empty for root. */
  readonly user: string;
  /** The engine's id. */
  readonly id?: string | undefined;
  /** Such as `linux/arm64`, with a variant where it has one. */
  readonly platform?: string | undefined;
  /** `HEALTHCHECK`; absent for an image without. */
  readonly health?: HealthCheck | undefined;
}

export interface Images {
  readonly ensure: (
    container: Pick<Container, 'image' | 'imagePullPolicy' | 'engine'>,
    onPull: (message: string) => void,
    signal: AbortSignal,
  ) => Promise<EnsuredImage>;
  /** Facts about an image that is there. @throws EngineError `image-not-found`. */
  readonly facts: (image: string, signal: AbortSignal) => Promise<ImageFacts>;
  /** It is gone after all: the next `ensure` looks again. */
  readonly forget: (image: string) => void;
}

/** Images by the names that manifests use; with a mirror, only the mirror's names are ever asked for. */
export function createImages(docker: Dockerode, sources: ImageSources = {}): Images {
  const { mirror } = sources;
  const known = new Map<string, ImageFacts>();
  /** Images that were built here: no mirror has them. */
  const built = new Set<string>();
  const referenceOf = (image: string): string => (built.has(image) ? image : mirrored(image, mirror));
  /** Containers that share an image share its pull. */
  const pulls = new Map<string, Promise<void>>();

  async function inspect(image: string, signal: AbortSignal): Promise<ImageFacts> {
    const reference = referenceOf(image);
    const { Id: id, Config, ...found } = await inspectImage(docker, reference, signal);
    const facts = {
      reference,
      stopSignal: signalName(Config?.StopSignal || 'SIGTERM'),
      user: Config?.User ?? '',
      health: imageHealth(Config ?? {}),
      id,
      platform: platformOf(found),
    };
    known.set(image, facts);
    return facts;
  }

  async function factsIfThere(image: string, signal: AbortSignal): Promise<ImageFacts | undefined> {
    try {
      return await inspect(image, signal);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  function pullOnce(
    image: string,
    platform: string | undefined,
    onPull: (message: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const running = pulls.get(image);
    if (running !== undefined) return running;
    const wanted = { image, reference: referenceOf(image), platform };
    const pulling = makeOrPull(docker, sources, wanted, onPull, signal).finally(() => pulls.delete(image));
    pulls.set(image, pulling);
    return pulling;
  }

  return {
    ensure: async ({ image, imagePullPolicy, engine }, onPull, signal) => {
      if (engine?.build) built.add(image);
      const wanted = imagePullPolicy !== 'Always';
      const there = wanted ? (known.get(image) ?? (await factsIfThere(image, signal))) : undefined;
      if (there && isOf(there.platform, engine?.platform)) return { pulled: false, ...saidOf(there) };
      if (imagePullPolicy === 'Never') throw neverPulled(referenceOf(image));
      await pullOnce(image, engine?.platform, onPull, signal);
      return { pulled: true, ...saidOf(await inspect(image, signal)) };
    },
    facts: async (image, signal) => known.get(image) ?? (await inspect(image, signal)),
    forget: (image) => void known.delete(image),
  };
}

function saidOf({ user, health, id }: ImageFacts): Omit<EnsuredImage, 'pulled'> {
  return { user, health, ...(id !== undefined && { id }) };
}

/** Whether an image is of the platform that is asked for. A variant counts only where it is asked for. */
function isOf(has: string | undefined, asked: string | undefined): boolean {
  if (asked === undefined || has === undefined) return true;
  const [os, architecture, variant] = asked.split('/');
  const [hasOs, hasArchitecture, hasVariant] = has.split('/');
  return os === hasOs && architecture === hasArchitecture && (variant ?? hasVariant) === hasVariant;
}

function platformOf({
  Os,
  Architecture,
  Variant,
}: Pick<InspectedImage, 'Os' | 'Architecture' | 'Variant'>): string | undefined {
  if (!Os || !Architecture) return undefined;
  return [Os, Architecture, ...(Variant ? [Variant] : [])].join('/');
}

interface InspectedImage {
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Variant?: string;
  readonly Id?: string;
  readonly Config?:
    | (ImageHealthConfig & {
        readonly StopSignal?: string;
        readonly User?: string;
        readonly Labels?: Readonly<Record<string, string>>;
      })
    | null;
}

/** Without dockerode's own method, which is the only one that takes no signal. */
export function inspectImage(
  docker: Dockerode,
  reference: string,
  signal: AbortSignal,
): Promise<InspectedImage> {
  const request = {
    path: `/images/${reference}/json`,
    method: 'GET',
    statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
  };
  return call(
    `inspect image ${reference}`,
    deadlines.read,
    signal,
    (abortSignal) =>
      new Promise((resolve, reject) => {
        docker.modem.dial({ ...request, abortSignal }, (error: unknown, found: unknown) =>
          error ? reject(error) : resolve(found as InspectedImage),
        );
      }),
  );
}

function neverPulled(reference: string): EngineError {
  return new EngineError('image-not-found', `there is no image ${reference} on the engine`, {
    hint: 'imagePullPolicy is Never, so it is not pulled: build or load it, or change the policy.',
  });
}

/** Docker takes `15`, `TERM` and `SIGTERM`; the rest of Outrider knows the last form only. */
export function signalName(signal: string): string {
  const byNumber = Object.entries(constants.signals).find(([, number]) => number === Number(signal));
  if (byNumber) return byNumber[0];
  const upper = signal.toUpperCase();
  return upper.startsWith('SIG') ? upper : `SIG${upper}`;
}
