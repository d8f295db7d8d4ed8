import type { EventOf } from './types.ts';

/** An image that was not there at once. */
export interface PullView {
  readonly image: string;
  readonly state: 'pulling' | 'pulled' | 'failed';
  readonly since: string;
  /** How the pull goes, or why it has failed. */
  readonly message?: string;
  /** How to get an image that could not be pulled. */
  readonly hint?: string;
}

/** Each image once, as it is now. */
export function withPull(pulls: readonly PullView[], pull: PullView): readonly PullView[] {
  const at = pulls.findIndex(({ image }) => image === pull.image);
  return at === -1 ? [...pulls, pull] : pulls.with(at, pull);
}

/** A pull that goes on began with its first event. */
export function pulling(
  pulls: readonly PullView[],
  { image, message, time }: EventOf<'ImagePulling'>,
): PullView {
  const before = pulls.find((one) => one.image === image && one.state === 'pulling');
  const since = before?.since ?? time;
  return { image, state: 'pulling', since, ...(message !== undefined && { message }) };
}
