import { setTimeout as delay } from 'node:timers/promises';
import type { OutriderEvent } from '../../events/types.ts';
import { foldEvents } from '../../events/view.ts';
import { recorded } from './gather.ts';

/** How long pods may take, in milliseconds. Those of a lesson may be meant never to be ready. */
const patienceMs = 60_000;
const everyMs = 250;

/** Waits until every pod of the run is ready or has ended, so that what is asked of them next finds them at work. */
export async function awaitReady(project: string): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!areReady(await recorded(project)) && performance.now() < end) await delay(everyMs);
}

function areReady(events: readonly OutriderEvent[]): boolean {
  const pods = Object.values(foldEvents(events).pods);
  return pods.length > 0 && pods.every(({ ready, removed, phase }) => ready || removed || isOver(phase));
}

function isOver(phase: string): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
