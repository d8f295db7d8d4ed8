import type { CaptureOptions } from '../pod/model.ts';

/** One thing that is wrong with the options, as data: the caller knows the file and the line. */
export interface CaptureProblem {
  readonly field: keyof CaptureOptions;
  /** Which entry, where the field is a list. */
  readonly index?: number;
  /** The container that is concerned, where it is another one than the proxy. */
  readonly container?: string;
  readonly message: string;
  readonly hint: string;
}
