import type { ContainerView, PodView, ServiceView } from '../events/view.ts';

/** Something that is wrong with a pod now, with its cure. */
export interface Finding {
  /** The name of the rule, as in docs/findings.md. */
  readonly name: string;
  /** Empty for a finding about a Service. */
  readonly pod: string;
  /** `NAMESPACE/NAME` of the Service that leads nowhere. */
  readonly service?: string;
  /** The container that has to change, where it is one. */
  readonly container?: string;
  /** RFC 3339; from when on it is so. */
  readonly since?: string;
  /** The cause in one sentence without a full stop. It names the container, and never the pod. */
  readonly message: string;
  /** What to do, in one sentence without a full stop. */
  readonly cure: string;
  /** What shows it, a fact each. */
  readonly evidence: readonly string[];
  /** RFC 3339; when it is tried again. */
  readonly until?: string;
}

/** A finding before its rule adds the name and the pod. */
export type Found = Omit<Finding, 'name' | 'pod'>;

/** One kind of trouble. */
export interface Rule {
  readonly name: string;
  /** One line for the list of findings: when the rule holds. */
  readonly title: string;
  /** @param now milliseconds since the epoch, of the clock that stamps the events. */
  readonly check: (pod: PodView, now: number) => readonly Found[];
}

/** A kind of trouble of a Service. */
export interface ServiceRule {
  readonly name: string;
  readonly title: string;
  /**
   * @param pods of the project, by name.
   * @param now as for a `Rule`.
   */
  readonly check: (
    service: ServiceView,
    pods: Readonly<Record<string, PodView>>,
    now: number,
  ) => readonly Found[];
}

/** A rule that looks at one container at a time. */
export function ruleOfContainer(
  name: string,
  title: string,
  check: (container: ContainerView, pod: PodView, now: number) => Omit<Found, 'container'> | undefined,
): Rule {
  return {
    name,
    title,
    check: (pod, now) =>
      pod.containers.flatMap((container) => {
        const found = check(container, pod, now);
        return found ? [{ container: container.name, ...found }] : [];
      }),
  };
}
