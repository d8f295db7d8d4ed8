import { aboutHowLong } from './takes.ts';

/** The two ways to make an image, see the design: from its Dockerfile, or from packages alone. */
export type Way = 'dockerfile' | 'packages';

/** What happens while images are made ready; `elapsedMs` counts from the beginning of that image. */
export type ImageProgress = { readonly image: string; readonly elapsedMs: number } & (
  | { readonly type: 'present'; readonly reference: string }
  | { readonly type: 'started'; readonly reference: string; readonly why: 'absent' | 'outdated' }
  /** Another process, of this pid, makes this image already. */
  | { readonly type: 'waiting'; readonly pid: number }
  | { readonly type: 'step'; readonly way: Way; readonly message: string }
  /** This way did not work; another one is tried if there is one. */
  | { readonly type: 'wayFailed'; readonly way: Way; readonly message: string }
  | { readonly type: 'built'; readonly reference: string; readonly way: Way }
  /** About someone else's image, `image`, for which one of ours could stand. */
  | { readonly type: 'official'; readonly message: string }
);

/** One line about it, for a person. */
export function progressLine(progress: ImageProgress): string {
  const { image, elapsedMs } = progress;
  const seconds = `${(elapsedMs / 1000).toFixed(1)} s`;
  switch (progress.type) {
    case 'present':
      return `image ${image}: ${progress.reference} is there`;
    case 'started':
      return `image ${image}: ${progress.reference} is ${progress.why}, making it${takes(image)}`;
    case 'waiting':
      return `image ${image}: process ${progress.pid} makes it already, waiting for it`;
    case 'official':
    case 'step':
      return `image ${image}: ${progress.message} (${seconds})`;
    case 'wayFailed':
      return `image ${image}: not ${wayInWords[progress.way]}: ${progress.message}`;
    case 'built':
      return `image ${image}: ${progress.reference} made ${wayInWords[progress.way]} in ${seconds}`;
  }
}

/** What somebody who waits wants to know before it begins. */
function takes(image: string): string {
  const long = aboutHowLong(image);
  return long === undefined ? '' : `; from packages it takes ${long}`;
}

export const wayInWords: Readonly<Record<Way, string>> = {
  dockerfile: 'from its Dockerfile',
  packages: 'from Debian packages',
};
