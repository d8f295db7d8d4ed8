import type { ImageStore } from './store.ts';

/** Longer than this without a first word from the registry, and it counts as out of reach. */
const registryPatienceMs = 15_000;

/** Pulls an image unless it is there. Gives up on a registry that says nothing at all. */
export async function pullUnlessThere(
  reference: string,
  store: ImageStore,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if ((await store.hashOf(reference, signal)) !== undefined) return;
  onStep(`pulling ${reference}`);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), registryPatienceMs);
  const onProgress = (message: string) => {
    clearTimeout(timer);
    onStep(`pulling ${reference}: ${message}`);
  };
  try {
    await store.pull(reference, onProgress, AbortSignal.any([signal, silence.signal]));
  } catch (error) {
    if (!silence.signal.aborted) throw error;
    throw new Error(`the registry of ${reference} did not answer within ${registryPatienceMs / 1000} s`);
  } finally {
    clearTimeout(timer);
  }
}
