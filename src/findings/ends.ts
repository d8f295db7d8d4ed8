import type { ContainerView, InstanceSpan, Terminated } from '../events/view.ts';

/** An instance that has run for so long has got over the crash of the one before. */
const recoveredMs = 10_000;

/**
 * How the container ended last, where it has trouble to stay up: it waits for its next start, or has just begun again
 * after more than one end.
 */
export function lastEndInLoop(container: ContainerView, now: number): Terminated | undefined {
  const { state, lastTerminated, attempt } = container;
  switch (state.is) {
    case 'waiting':
      return state.reason === 'CrashLoopBackOff' ? lastTerminated : undefined;
    case 'terminated':
      return state.restart?.follows && isBad(container, state) ? state : undefined;
    case 'running': {
      if (!lastTerminated || attempt < 2 || !isBad(container, lastTerminated)) return undefined;
      return now - Date.parse(state.since) < recoveredMs ? lastTerminated : undefined;
    }
  }
}

/** A sidecar has to go on running, so that its exit code does not matter. */
function isBad({ role }: ContainerView, { exitCode, cause }: Terminated): boolean {
  return exitCode !== 0 || cause !== undefined || role === 'sidecar';
}

/** When the first of the ends came that followed each other without a good one between them. */
export function firstBadEnd({ spans }: ContainerView): string | undefined {
  const ended = spans.filter(({ terminated }) => terminated !== undefined);
  const lastGood = ended.findLastIndex(({ exitCode }) => exitCode === 0);
  const first: InstanceSpan | undefined = ended[lastGood + 1] ?? ended.at(-1);
  return first?.terminated;
}
