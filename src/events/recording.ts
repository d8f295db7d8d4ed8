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

/** Reads a recording, uncompressed. Events of types that are not known are kept: a view ignores them. */
export function decodeRecording(text: string): RecordingResult {
  const lines = text.split('\n');
  const header = parse(lines[0] ?? '');
  if (!isObject(header) || header['format'] !== 'outrider-recording') return notARecording();
  if (header['version'] !== 1) return newerVersion(header['version']);
  const events: OutriderEvent[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const event = parse(line);
    const isLast = index === lines.length - 1;
    if (!isEvent(event)) {
      if (!isLast) return badLine(index + 1);
      return { ok: true, header: header as unknown as RecordingHeader, events, truncated: true };
    }
    events.push(event);
  }
  return { ok: true, header: header as unknown as RecordingHeader, events, truncated: false };
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

function isEvent(value: unknown): value is OutriderEvent {
  return isObject(value) && typeof value['type'] === 'string' && typeof value['time'] === 'string';
}

function notARecording(): RecordingResult {
  return {
    ok: false,
    code: 'not-a-recording',
    message: 'this is not a recording',
    hint: 'make one with `outrider up FILE --record NAME`',
  };
}

function newerVersion(version: unknown): RecordingResult {
  return {
    ok: false,
    code: 'newer-version',
    message: `the recording has version ${JSON.stringify(version)}; this program reads version 1`,
    hint: 'replay it with the program that made it, or a newer one',
  };
}

function badLine(line: number): RecordingResult {
  return {
    ok: false,
    code: 'bad-line',
    message: `line ${line} of the recording is no event`,
    hint: 'the file was changed or damaged; the lines before it can be kept',
  };
}
