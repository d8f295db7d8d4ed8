import { lastWords } from '../../events/last-words.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { type Shown, show } from './show.ts';
import { showUi, type UiTarget } from './show-ui.ts';
import type { ShownPod } from './shown-pod.ts';

/**
 * The full-screen view of pods that this process runs. When it closes, what is still worth reading stands in the terminal. A view that
 * fails stops the pods.
 */
export function showFullScreen(
  target: UiTarget,
  pods: readonly ShownPod[],
  options: { readonly verbose: boolean; readonly readOnly?: boolean },
  onFailure: (reason: string) => void,
): Shown {
  const closing = new AbortController();
  const shown = showUi(target, {
    leaveAtOnce: false,
    readOnly: options.readOnly ?? false,
    signal: closing.signal,
  });
  shown.catch((error: unknown) => onFailure(`the view failed: ${String(error)}`));
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    await shown;
    const told: OutriderEvent[] = [];
    target.events.subscribe((event) => told.push(event), { replay: true })();
    await show('plain', happened(lastWords(told)), pods, options).close();
  };
  return {
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** Events that have happened, for whoever listens. */
function happened(events: readonly OutriderEvent[]): EventSource {
  return {
    subscribe: (listener) => {
      for (const event of events) listener(event);
      return () => {};
    },
  };
}
