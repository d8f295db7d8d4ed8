import type { PodWait } from '../types.ts';
import { list } from './phrases.ts';

const hopes: Readonly<Record<PodWait['until'], string>> = {
  started: 'to start',
  ready: 'to be ready',
  healthy: 'to be healthy',
  completed: 'to complete',
  ended: 'to end',
};

/** `db to be ready and migrate to complete`: what a pod waits for in others. */
export function podWaitsInWords(waits: readonly PodWait[]): string {
  return list(waits.map(({ pod, container, until }) => `${podOrContainer(pod, container)} ${hopes[until]}`));
}

function podOrContainer(pod: string, container: string | undefined): string {
  return container === undefined ? pod : `${pod}/${container}`;
}
