import type { PodObject } from '../read/objects.ts';
import { firstFailure, whyFailed } from '../read/pod-changes.ts';

/** How a pod on a cluster ended. */
export interface PodEnd {
  readonly pod: string;
  /** As `up` ends here: the first failing app container's own code, else 1; 0 when it succeeded. */
  readonly exitCode: number;
  readonly failure?: string;
}

/** Undefined while the pod has not ended. A pod that somebody else deleted has failed. */
export function endOf(pod: PodObject, is: 'there' | 'gone'): PodEnd | undefined {
  const { name } = pod.metadata;
  const phase = pod.status?.phase;
  if (phase === 'Succeeded') return { pod: name, exitCode: 0 };
  if (phase === 'Failed')
    return {
      pod: name,
      exitCode: firstFailure(pod)?.exitCode ?? 1,
      failure: `pod ${name} failed: ${whyFailed(pod)}`,
    };
  if (is === 'gone') return { pod: name, exitCode: 1, failure: `pod ${name} was deleted from outside` };
  return undefined;
}

/** What is wanted of a cluster: pods by name, and kinds that make pods of names that nobody knows before. */
export interface Wanted {
  readonly pods: readonly string[];
  /** Whether something goes on until it is stopped, such as a Deployment. */
  readonly isEndless: boolean;
  /** How many Jobs there are. */
  readonly jobs: number;
}

/** Whether everything that can end has ended. @param ends of pods, each once. */
export function isOver({ pods, isEndless, jobs }: Wanted, ends: readonly PodEnd[]): boolean {
  const ofJobs = ends.filter(({ pod }) => !pods.includes(pod)).length;
  return !isEndless && ofJobs >= jobs && pods.every((name) => ends.some(({ pod }) => pod === name));
}
