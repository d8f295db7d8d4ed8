import { type CommandOf, type ExecutorContext, messageOf } from './executor-context.ts';
import { inSandbox } from './in-sandbox.ts';

export async function applyCapture(
  context: ExecutorContext,
  { attempt }: CommandOf<'applyCapture'>,
): Promise<void> {
  const { capturer, engine, pod, post, warn, waiting } = context;
  const options = pod().capture!;
  try {
    const result = await inSandbox(context, attempt, () => capturer.apply(pod(), engine, waiting));
    if (result === 'lost') return;
    if (!result.ok) return post({ type: 'captureFailed', attempt, ...result.failed });
    for (const warning of result.warnings ?? []) warn(warning);
    post({ type: 'captureApplied', attempt, ...result.applied });
  } catch (error) {
    const { backend, mode } = options;
    post({ type: 'captureFailed', attempt, backend, mode, message: messageOf(error) });
  }
}

/** Rules whose removal failed count as off: `capture on` applies them anew. */
export async function removeCapture(
  context: ExecutorContext,
  { attempt }: CommandOf<'removeCapture'>,
): Promise<void> {
  const { capturer, engine, pod, post, warn, waiting } = context;
  const { backend: wanted, mode } = pod().capture!;
  const notWhole = (why: string): void => warn(`the capture rules could not be taken off whole: ${why}`);
  try {
    const result = await inSandbox(context, attempt, () => capturer.remove(pod(), engine, waiting));
    if (result === 'lost') return;
    if (result.problem !== undefined) notWhole(result.problem);
    post({ type: 'captureRemoved', attempt, backend: result.backend, mode: result.mode });
  } catch (error) {
    notWhole(messageOf(error));
    post({ type: 'captureRemoved', attempt, backend: wanted, mode });
  }
}
