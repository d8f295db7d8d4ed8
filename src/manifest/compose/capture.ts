import { isMapping } from '../documents.ts';
import { error, type Path } from '../problem.ts';
import { readEmbedded } from '../yaml/embedded-data.ts';
import type { Member } from './groups.ts';
import { type Part, part } from './part.ts';
import type { ComposeFile } from './schema.ts';

interface Given {
  readonly value: unknown;
  readonly from: Path;
}

/**
 * The annotation `outrider.dev/capture` of a pod: what one of its services gives, over what the file gives for every pod.
 * Undefined when neither gives anything.
 */
export function captureOf(members: readonly Member[], file: ComposeFile): Part | undefined {
  const own = members.flatMap(({ name, service }): readonly Given[] => {
    const value = service['x-outrider']?.capture;
    return value === undefined ? [] : [{ value, from: ['services', name, 'x-outrider', 'capture'] }];
  });
  const everywhere = file['x-outrider']?.capture;
  const all = [
    ...(everywhere === undefined ? [] : [{ value: everywhere, from: ['x-outrider', 'capture'] }]),
    ...own.slice(0, 1),
  ];
  const last = all.at(-1);
  if (last === undefined) return undefined;
  const second = own[1]?.from;
  const message = `the pod has one already, at service ${own[0]?.from[1]}: one proxy takes the traffic of a pod`;
  const problems = second === undefined ? [] : [error('compose', second, message, { on: 'key' })];
  return part(textOf(all), last.from, problems);
}

/** A text that is no mapping stays as it is: the reader of the annotation says what is wrong with it. */
function textOf(all: readonly Given[]): string {
  const [only, ...more] = all.map(({ value }) => value);
  if (more.length === 0 && typeof only === 'string') return only;
  const options = all.map(({ value }) => optionsOf(value));
  const unread = options.indexOf(undefined);
  if (unread !== -1) return String(all[unread]!.value);
  return JSON.stringify(Object.assign({}, ...options));
}

function optionsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (isMapping(value)) return value;
  const read = readEmbedded(String(value));
  return 'value' in read && isMapping(read.value) ? read.value : undefined;
}
