import type { Pod, SourceLocation } from '../pod/model.ts';

/** Something in a valid manifest that will hurt, with its cure. */
export interface Finding {
  readonly code: string;
  readonly pod: string;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly cure: string;
  readonly location?: SourceLocation;
}

export interface Rule {
  readonly code: string;
  readonly check: (pod: Pod) => readonly Omit<Finding, 'code' | 'pod'>[];
}

/** A finding about a container, at its place in the file. */
export function about(
  pod: Pod,
  container: string,
  message: string,
  cure: string,
): Omit<Finding, 'code' | 'pod'> {
  const location = pod.locations[`containers.${container}`];
  return { message, cure, ...(location ? { location } : {}) };
}
