import type { ImageProgress, Way } from './progress.ts';

/** Says again what goes on after so long without a word. */
const reminderMs = 5_000;

type Told = ImageProgress extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'image' | 'elapsedMs'>
    : never
  : never;

/** Tells how the work on one image goes. */
export interface Reporter {
  report(progress: Told): void;
  /** A step began; it is told again, with the time, for as long as it lasts. */
  step(way: Way, message: string): void;
  close(): void;
}

/** A reporter whose clock starts now. */
export function reporterOf(image: string, onProgress: (progress: ImageProgress) => void): Reporter {
  const begin = performance.now();
  const report = (progress: Told) =>
    onProgress({ ...progress, image, elapsedMs: Math.round(performance.now() - begin) } as ImageProgress);
  let reminder: NodeJS.Timeout | undefined;
  const quiet = () => clearInterval(reminder);
  return {
    report(progress) {
      quiet();
      report(progress);
    },
    step(way, message) {
      quiet();
      report({ type: 'step', way, message });
      reminder = setInterval(() => report({ type: 'step', way, message: `still ${message}` }), reminderMs);
    },
    close: quiet,
  };
}
