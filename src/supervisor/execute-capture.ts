import type { CommandOf, ExecutorContext } from './executor-context.ts';

export async function applyCapture(
  { capturer, engine, pod, post, warn, waiting }: ExecutorContext,
  { attempt }: CommandOf<'applyCapture'>,
): Promise<void> {
  const result = await capturer.apply(pod(), engine, waiting);
  if (!result.ok) return post({ type: 'captureFailed', attempt, ...result.failed });
  for (const warning of result.warnings ?? []) warn(warning);
  post({ type: 'captureApplied', attempt, ...result.applied });
}

export async function removeCapture(
  { capturer, engine, pod, post, warn, waiting }: ExecutorContext,
  { attempt }: CommandOf<'removeCapture'>,
): Promise<void> {
  const { problem, backend, mode } = await capturer.remove(pod(), engine, waiting);
  if (problem !== undefined) warn(`the capture rules could not be taken off whole: ${problem}`);
  post({ type: 'captureRemoved', attempt, backend, mode });
}
