import type { OutriderEvent } from '../events/types.ts';
import { faultOrder } from '../faults/order.ts';
import { type DueFault, dueFaults, type SeededPlan, seedOf } from '../faults/plan.ts';
import type { Journal } from '../supervisor/journal.ts';
import type { Clock } from '../supervisor/ports.ts';
import type { Supervisor } from '../supervisor/supervise.ts';

interface PlanPorts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly supervisors: () => readonly Supervisor[];
}

/**
 * Puts the faults of a plan on, from the moment on at which every one of the pods has been ready.
 *
 * @returns ends the plan; what is on by then ends by itself.
 */
export function planFaults(
  plan: SeededPlan,
  pods: readonly string[],
  { journal, clock, supervisors }: PlanPorts,
): () => void {
  const waiting = new Set(pods);
  const cancels = new Set<() => void>();
  let over = false;

  const inject = async (fault: DueFault): Promise<void> => {
    const supervisor = supervisors().find(({ pod }) => pod.name === fault.pod);
    if (!supervisor || over) return;
    const warn = (why: string): void =>
      void journal.append(fault.pod, {
        type: 'Warning',
        message: `the fault ${fault.words} of the plan: ${why}`,
      });
    const order = faultOrder(supervisor.state().pod, fault);
    if (!order.ok) return warn(order.problem);
    await supervisor.faults.add(order.order).catch((error: unknown) => warn((error as Error).message));
  };
  const follow = (faults: Iterator<DueFault>, begin: number): void => {
    const next = faults.next();
    if (next.done || over) return;
    const cancel = clock.at(begin + next.value.at, () => {
      cancels.delete(cancel);
      void inject(next.value);
      follow(faults, begin);
    });
    cancels.add(cancel);
  };
  const hear = ({ type, pod }: OutriderEvent): void => {
    if (type !== 'PodReady' || !waiting.delete(pod) || waiting.size > 0) return;
    const begin = clock.monotonic();
    for (const [index, entry] of plan.faults.entries())
      follow(dueFaults(entry, seedOf(plan.seed, index)), begin);
  };
  const unsubscribe = journal.subscribe(hear, { replay: true });
  return () => {
    over = true;
    unsubscribe();
    for (const cancel of cancels) cancel();
  };
}
