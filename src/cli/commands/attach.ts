import { exitCodes } from '../exit-codes.ts';
import { printFailure } from '../failure.ts';
import type { PodChoice } from '../find/choose-pods.ts';
import { lookAt } from '../find/look-at.ts';
import { attachTo } from '../show/attach.ts';
import { chooseOutput, type Output } from '../show/show.ts';

interface AttachOptions extends PodChoice {
  readonly host?: string;
  readonly output?: Output;
  readonly verbose: boolean;
  readonly readOnly?: boolean;
}

const lostHint = '`outrider ps` shows what is there; `outrider up` with its file takes a pod over.';

/** `outrider attach`: looks at pods that another process supervises; Ctrl-C only ends the looking. */
export async function attach(names: readonly string[], options: AttachOptions): Promise<number> {
  return lookAt(names, options, async (supervised, signal) => {
    const shown = { ...options, output: chooseOutput(options.output) };
    const { lost } = await attachTo(supervised, shown, signal);
    if (signal.aborted) process.stderr.write('outrider: detached; the pods go on\n');
    for (const message of lost) printFailure({ message, hint: lostHint });
    return lost.length > 0 ? exitCodes.failure : exitCodes.ok;
  });
}
