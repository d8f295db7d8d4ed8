import { sentenceOf, subjectOf } from '../../events/sentence.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { harmless } from '../output/harmless.ts';

const quiet: readonly OutriderEvent['type'][] = [
  'Log',
  'PodCreated',
  'ContainerStarted',
  'ContainerReady',
  'ProbeSucceeded',
  'PodReady',
  'PodNotReady',
  'PodRemoved',
];

/** Tells on stderr what happens to a pod that is being stopped. */
export function tellEvent(event: OutriderEvent): void {
  const sentence = quiet.includes(event.type) ? undefined : sentenceOf(event);
  if (sentence === undefined) return;
  process.stderr.write(`${harmless(`${subjectOf(event)} ${sentence}`)}\n`);
}
