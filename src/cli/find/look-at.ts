import { exitCodes } from '../exit-codes.ts';
import { onStopSignals } from '../terminal/stop-signals.ts';
import type { PodChoice } from './choose-pods.ts';
import { findSupervised, type Supervised } from './find-supervised.ts';
import { tellUnreached } from './unreached.ts';

/**
 * Looks at pods that other processes supervise. The first Ctrl-C aborts the signal, the second ends the process; the pods go on.
 *
 * @returns what `look` returns, or a failure where no pod can be looked at.
 */
export async function lookAt(
  names: readonly string[],
  options: PodChoice & { readonly host?: string },
  look: (supervised: readonly Supervised[], signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const leaving = new AbortController();
  const ignoreSignals = onStopSignals(
    () => leaving.abort(),
    () => process.exit(exitCodes.interrupted),
  );
  try {
    const { supervised, unreached } = await findSupervised(names, options);
    for (const one of unreached) tellUnreached(one);
    return supervised.length === 0 ? exitCodes.failure : await look(supervised, leaving.signal);
  } finally {
    ignoreSignals();
  }
}
