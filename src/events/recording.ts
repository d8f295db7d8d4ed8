import { isEventLike } from './check-event.ts';
import type { OutriderEvent } from './types.ts';

/** The first line of a recording; every other line is an event as in `--output json`. */
interface RecordingHeader {
  readonly format: 'outrider-recording';
  readonly version: 1;
  /** RFC 3339; when the recording began. */
  readonly recorded?: string;
  /** The program that wrote it. */
  readonly program?: string;
}

type RecordingResult =
  | {
      readonly ok: true;
      readonly header: RecordingHeader;
      readonly events: readonly OutriderEvent[];
      /** The last line is not whole: the writer was killed. What came before is good. */
      readonly truncated: boolean;
    }
  | {
      readonly ok: false;
      readonly code: 'not-a-recording' | 'newer-version' | 'bad-line';
      readonly message: string;
      readonly hint: string;
    };

export function encodeHeader(more: { readonly recorded?: string; readonly program?: string } = {}): string {
  return `${JSON.stringify({ format: 'outrider-recording', version: 1, ...more } satisfies RecordingHeader)}\n`;
}

export function encodeEvent(event: OutriderEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** The first line of a recording. */
export function decodeHeader(
  line: string,
): { readonly ok: true; readonly header: RecordingHeader } | Refusal {
  const header = parse(line);
  if (!isObject(header) || header['format'] !== 'outrider-recording') return notARecording();
  if (header['version'] !== 1) return newerVersion(header['version']);
  return { ok: true, header: header as unknown as RecordingHeader };
}

/** Any other line; undefined when it is no event. Events of types that are not known are kept: a view ignores them. */
export function decodeEvent(line: string): OutriderEvent | undefined {
  const event = parse(line);
  return isEventLike(event) ? (event as OutriderEvent) : undefined;
}

/** Reads a recording that is in memory, uncompressed. */
export function decodeRecording(text: string): RecordingResult {
  const [first = '', ...lines] = text.split('\n');
  const start = decodeHeader(first);
  if (!start.ok) return start;
  const { header } = start;
  const events: OutriderEvent[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const event = decodeEvent(line);
    if (event) events.push(event);
    else if (index < lines.length - 1) return badLine(index + 2);
    else return { ok: true, header, events, truncated: true };
  }
  return { ok: true, header, events, truncated: false };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

type Refusal = Extract<RecordingResult, { readonly ok: false }>;

function notARecording(): Refusal {
  return {
    ok: false,
    code: 'not-a-recording',
    message: 'this is not a recording',
    hint: 'make one with `outrider up FILE --record NAME`',
  };
}

function newerVersion(version: unknown): Refusal {
  return {
    ok: false,
    code: 'newer-version',
    message: `the recording has version ${JSON.stringify(version)}; this program reads version 1`,
    hint: 'replay it with the program that made it, or a newer one',
  };
}

/** @param line counted from 1 */
export function badLine(line: number): Refusal {
  return {
    ok: false,
    code: 'bad-line',
    message: `line ${line} of the recording is no event`,
    hint: 'the file was changed or damaged; the lines before it can be kept',
  };
}
