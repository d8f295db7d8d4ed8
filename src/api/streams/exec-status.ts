import type { ExecEnding } from '../ports.ts';
import { failure } from '../status.ts';

/** What a client is told when a command has ended (apimachinery, metav1; kubelet, pkg/kubelet/cri/streaming/remotecommand/exec.go). */
export function statusOfEnding(ending: ExecEnding): object {
  if (ending.is === 'notRun') return notRun(ending.reason);
  if (ending.exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${ending.exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(ending.exitCode) }] },
  };
}

function notRun(reason: string): object {
  return failure('InternalError', `Internal error occurred: error executing command in container: ${reason}`);
}
