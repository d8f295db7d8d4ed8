import type { TerminationReason } from '../../events/types.ts';
import type { Exit } from '../state/state.ts';

/**
 * The reason that Kubernetes shows. `OOMKilled` only together with 137: an engine also says so when a child was killed
 * earlier and the process itself ended well (kubernetes/kubernetes#131530).
 */
export function terminationReason({ exitCode, oomKilled, startFailed }: Exit): TerminationReason {
  if (startFailed) return 'StartError';
  if (exitCode === 0) return 'Completed';
  return oomKilled && exitCode === 137 ? 'OOMKilled' : 'Error';
}
