import { sentenceOf, subjectOf } from '../../events/sentence.ts';
import type { EventOf, OutriderEvent } from '../../events/types.ts';
import { createFormatter, type Formatter } from '../../logs/write/format.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import type { ShownPod } from '../show/shown-pod.ts';
import { harmless } from './harmless.ts';
import { isRepetition } from './json.ts';
import type { Sink } from './sink.ts';

interface PlainOptions {
  readonly verbose: boolean;
  readonly colors: boolean;
}

/** The combined log with what happens to the containers between its lines: for pipes, and for people who like it so. */
export function printPlain(
  events: EventSource,
  pods: readonly ShownPod[],
  sink: Sink,
  options: PlainOptions,
): () => void {
  const several = pods.length > 1;
  const label = (pod: string, container: string): string => (several ? `${pod}/${container}` : container);
  const containers = pods.flatMap((pod) =>
    pod.containers.map(({ name, role }) => ({ name: label(pod.name, name), role })),
  );
  const roles = new Map(containers.map(({ name, role }) => [name, role]));
  const formatter = createFormatter({ output: 'pretty', colors: options.colors, containers });
  const mark = options.colors ? (text: string) => `\u001b[36m${text}\u001b[0m` : (text: string) => text;

  const print = (event: OutriderEvent): void => {
    if (event.type === 'Log') return sink.write(`${logLine(formatter, event)}\n`);
    if (!options.verbose && isRepetition(event)) return;
    const sentence = sentenceOf(event);
    if (sentence === undefined) return;
    const container = 'container' in event ? event.container : undefined;
    const subject = container === undefined ? subjectOf(event) : label(event.pod, container);
    const head = harmless(`${event.time.slice(11, 23)} ● ${subject}`);
    sink.write(`${mark(head)} ${harmless(sentence)}\n`);
  };

  const logLine = (lines: Formatter, event: EventOf<'Log'>): string => {
    const container = label(event.pod, event.container);
    return lines.line({ ...event, container, role: roles.get(container) ?? 'app' });
  };

  return events.subscribe(print, { ready: sink.ready });
}
