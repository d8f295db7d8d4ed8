import { attachTo } from '../attach.ts';
import type { PodChoice } from '../choose-pods.ts';
import { exitCodes } from '../exit-codes.ts';
import { findSupervised } from '../find-supervised.ts';
import { chooseOutput, type Output } from '../show.ts';
import { onStopSignals } from '../stop-signals.ts';

interface AttachOptions extends PodChoice {
  readonly host?: string;
  readonly output?: Output;
  readonly verbose: boolean;
}

/** `outrider attach`: looks at pods that another process supervises; Ctrl-C only ends the looking. */
export async function attach(names: readonly string[], options: AttachOptions): Promise<number> {
  const leaving = new AbortController();
  const ignoreSignals = onStopSignals(
    () => leaving.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  try {
    const all = await findSupervised(names, options);
    await attachTo(all, { ...options, output: chooseOutput(options.output) }, leaving.signal);
    if (leaving.signal.aborted) process.stderr.write('outrider: detached; the pods go on\n');
    return exitCodes.ok;
  } finally {
    ignoreSignals();
  }
}
