import { signalOfExitCode } from '../../events/exit-code.ts';
import type { Exit, Instance } from '../state/state.ts';

/**
 * The signal that ended an instance, as far as that is known: an engine tells the exit code only, and a program can end by
 * itself with the code of any signal. So it is one that was sent, or the kernel's when memory ran out.
 *
 * @param stopSignal the one of the container's specification, stronger than the image's.
 */
export function signalThatEnded(
  { exitCode, oomKilled }: Exit,
  instance: Instance,
  stopSignal: string | undefined,
): string | undefined {
  const signal = signalOfExitCode(exitCode);
  if (oomKilled && signal === 'SIGKILL') return signal;
  if (instance.is !== 'running' || signal === undefined) return undefined;
  return sentTo(instance, stopSignal).includes(signal) ? signal : undefined;
}

function sentTo(
  { stop, sent, stopSignal: ofImage }: Extract<Instance, { readonly is: 'running' }>,
  stopSignal: string = ofImage,
): readonly string[] {
  const own = sent === undefined ? [] : [sent];
  if (stop?.stage.is === 'signalled') return [...own, stopSignal];
  return stop?.stage.is === 'killed' ? [...own, stopSignal, 'SIGKILL'] : own;
}
