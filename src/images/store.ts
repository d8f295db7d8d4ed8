import type { Readable } from 'node:stream';

/** Where images end up, as an interface: an engine's image store. Every call can be cancelled and has a deadline. */
export interface ImageStore {
  /** The hash that an image was labelled with, empty if it has no such label; `undefined` if there is no such image. */
  hashOf(reference: string, signal: AbortSignal): Promise<string | undefined>;
  /** `onProgress` gets the registry client's own words, for a person. */
  pull(reference: string, onProgress: (message: string) => void, signal: AbortSignal): Promise<void>;
  /** Takes an archive as `docker save` writes it; the images' names are in it. */
  load(archive: Readable, signal: AbortSignal): Promise<void>;
  /** Builds from a tar of a folder with a Dockerfile. */
  build(
    context: Readable,
    image: NewImage,
    onProgress: (message: string) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Gives an image that is there one more name. */
  tag(reference: string, alias: string, signal: AbortSignal): Promise<void>;
}

interface NewImage {
  readonly reference: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Values for the `ARG`s of its Dockerfile. */
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** The label that says from which inputs an image was made. */
export const hashLabel = 'dev.outrider.image-hash';
