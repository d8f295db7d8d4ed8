import { exitCodes } from '../exit-codes.ts';
import { printFailure } from '../failure.ts';
import type { PodChoice } from '../find/choose-pods.ts';
import { findSupervised } from '../find/find-supervised.ts';
import { tellUnreached } from '../find/unreached.ts';
import { attachTo } from '../show/attach.ts';
import { chooseOutput, type Output } from '../show/show.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';

interface AttachOptions extends PodChoice {
  readonly host?: string;
  readonly output?: Output;
  readonly verbose: boolean;
  readonly readOnly?: boolean;
}

const lostHint = '`outrider ps` shows what is there; `outrider up` with its file takes a pod over.';

/** `outrider attach`: looks at pods that another process supervises; Ctrl-C only ends the looking. */
export async function attach(names: readonly string[], options: AttachOptions): Promise<number> {
  const leaving = new AbortController();
  const ignoreSignals = onStopSignals(
    () => leaving.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  try {
    const { supervised, unreached } = await findSupervised(names, options);
    for (const one of unreached) tellUnreached(one);
    if (supervised.length === 0) return exitCodes.failure;
    const shown = { ...options, output: chooseOutput(options.output) };
    const { lost } = await attachTo(supervised, shown, leaving.signal);
    if (leaving.signal.aborted) process.stderr.write('outrider: detached; the pods go on\n');
    for (const message of lost) printFailure({ message, hint: lostHint });
    return lost.length > 0 ? exitCodes.failure : exitCodes.ok;
  } finally {
    ignoreSignals();
  }
}
