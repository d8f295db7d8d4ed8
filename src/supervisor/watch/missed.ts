import type { Report } from '../../lifecycle/state/facts.ts';
import type { ContainerState, PodState } from '../../lifecycle/state/state.ts';
import type { Observed, ObservedContainer } from '../ports.ts';

/**
 * The facts that nobody told: what the engine shows, against what the supervisor knew when the look began. An instance that
 * was made during the look is left out, because the look may be older than the instance.
 */
export function missed(before: PodState, observed: Observed): readonly Report[] {
  return [
    ...sandboxMissed(before, observed),
    ...Object.values(before.containers).flatMap((container) => containerMissed(container, observed)),
  ];
}

function sandboxMissed({ sandbox }: PodState, observed: Observed): readonly Report[] {
  if (sandbox.status !== 'ready') return [];
  if (observed.sandbox?.id === sandbox.id && observed.sandbox?.running) return [];
  const message = 'it was gone after a lost connection';
  return [{ type: 'sandboxLost', attempt: sandbox.attempt, message }];
}

/** What has become of one container since it was last heard of. */
function containerMissed(
  { name, attempt, instance }: ContainerState,
  { containers }: Observed,
): readonly Report[] {
  if (instance.is !== 'running' && instance.is !== 'prepared' && instance.is !== 'starting') return [];
  const of = { container: name, attempt };
  const seen = containers.find(({ id }) => id === instance.id);
  if (!seen) return [{ type: 'vanished', ...of }];
  return seen.state.is === 'exited' ? [exitOf(of, seen.state)] : [];
}

type Exited = Extract<ObservedContainer['state'], { readonly is: 'exited' }>;

/** The fact that an instance has ended, from what the engine shows of it. */
export function exitOf(
  of: { readonly container: string; readonly attempt: number },
  { exitCode, oomKilled }: Exited,
): Report {
  return { type: 'exited', ...of, exitCode, oomKilled };
}
