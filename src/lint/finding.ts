import { allContainers } from '../pod/containers.ts';
import type { Container, Pod, SourceLocation } from '../pod/model.ts';

/**
 * How much a finding hurts. An `error` makes the pod fail or hang. A `warning` loses requests, signals or secrets. A
 * `note` is advice: it fails `outrider lint` only with `--strict`.
 */
export type Level = 'error' | 'warning' | 'note';

/** Something in a valid manifest that will hurt, with its cure. */
export interface Finding {
  /** The name of the rule, as in docs/lint.md and in `# outrider:ignore`. */
  readonly code: string;
  readonly level: Level;
  readonly pod: string;
  /** One sentence without a full stop. */
  readonly message: string;
  /** One sentence that says what to change. */
  readonly cure: string;
  readonly location?: SourceLocation;
}

/** A finding before its rule adds the name, the level and the pod. */
export type Found = Pick<Finding, 'message' | 'cure' | 'location'>;

/** What is known beside the pods. */
export interface LintFacts {
  /** `USER` of an image in numbers, as in `101:101`; undefined where it is not known. */
  readonly userOf: (image: string) => string | undefined;
}

/** A mistake that one pod, seen together with the other pods of the files, can show. */
export interface Rule {
  readonly code: string;
  readonly level: Level;
  /** One line for the list of rules. */
  readonly title: string;
  readonly check: (pod: Pod, pods: readonly Pod[], facts: LintFacts) => readonly Found[];
}

/** A finding about a container, at the first of these fields that the file has, else at the container. */
export function about(
  pod: Pod,
  container: string,
  message: string,
  cure: string,
  ...fields: readonly string[]
): Found {
  const keys = [...fields.map((field) => `containers.${container}.${field}`), `containers.${container}`];
  const location = keys.map((key) => pod.locations[key]).find((found) => found !== undefined);
  return { message, cure, ...(location ? { location } : {}) };
}

/** The containers that run side by side: sidecars and app containers. Init containers end before the next one starts. */
export function lasting(pod: Pod): readonly Container[] {
  return allContainers(pod).filter(({ role }) => role !== 'init');
}
