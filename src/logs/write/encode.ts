import type { LogStream } from '../../events/types.ts';
import {
  endAt,
  instantAt,
  isPartialAt,
  type LineBatch,
  lineAt,
  startAt,
  streamAt,
  textAt,
} from '../merge/batch.ts';
import { type LogSource, toRecord } from '../merge/record.ts';
import { type EngineTime, timeOf } from '../time/timestamp.ts';
import {
  createFormatter,
  createHead,
  dim,
  type FormatOptions,
  labelOf,
  type Restart,
  reset,
} from './format.ts';
import { createOutput, type Output } from './output.ts';

interface EncoderOptions extends FormatOptions {
  /** Takes output in pieces of about `chunkBytes`; each belongs to the receiver. */
  readonly onChunk: (bytes: Buffer) => void;
  /** Default 64 KiB. */
  readonly chunkBytes?: number;
}

export interface Encoder {
  /** The line at `index` of the batch. */
  readonly line: (source: LogSource, lines: LineBatch, index: number) => void;
  readonly divider: (restart: Restart) => void;
  /** Hands over what is gathered. To be called when input pauses and at the end. */
  readonly flush: () => void;
}

const newline = 10;
const openBrace = 123;
const [quote, backslash] = [34, 92];

/**
 * `createFormatter` as bytes, for output that must keep up with a million lines: a line of plain ASCII, and every line
 * of `raw`, goes from the engine's chunk to the output without becoming text.
 */
export function createEncoder(options: EncoderOptions): Encoder {
  const out = createOutput(options.onChunk, options.chunkBytes ?? 64 * 1024);
  const formatter = createFormatter(options);
  let seq = 0;
  const lineAsText: WriteLine = (source, lines, index) => {
    out.text(formatter.line(toRecord(seq, source, lineAt(lines, index))));
    out.byte(newline);
  };
  const write = byteWriter(options, out, lineAsText);
  return {
    line: (source, lines, index) => {
      seq++;
      write(source, lines, index, seq);
    },
    divider: (restart) => {
      const text = formatter.divider(restart);
      if (text !== undefined) out.text(`${text}\n`);
    },
    flush: out.flush,
  };
}

type WriteLine = (source: LogSource, lines: LineBatch, index: number, seq: number) => void;

function byteWriter(options: FormatOptions, out: Output, asText: WriteLine): WriteLine {
  switch (options.output) {
    case 'raw':
      return rawWriter(out);
    case 'json':
      return jsonWriter(options.project ?? '', out);
    case 'pretty':
      return prettyWriter(options, out, asText);
  }
}

/** The container's own bytes. The parts of a long line stay together as far as other lines allow. */
function rawWriter(out: Output): WriteLine {
  let unfinished: { readonly source: LogSource; readonly stream: LogStream } | undefined;
  return (source, lines, index) => {
    const stream = streamAt(lines, index);
    const goesOn = unfinished?.source === source && unfinished.stream === stream;
    if (unfinished && !goesOn) out.byte(newline);
    out.bytes(lines.chunk, startAt(lines, index), endAt(lines, index));
    unfinished = isPartialAt(lines, index) ? { source, stream } : undefined;
    if (!unfinished) out.byte(newline);
  };
}

function prettyWriter(options: FormatOptions, out: Output, asText: WriteLine): WriteLine {
  const headOf = headBytes(options);
  const end = Buffer.from('\n');
  const endOfDim = Buffer.from(options.colors ? `${reset}\n` : '\n');
  return (source, lines, index, seq) => {
    const start = startAt(lines, index);
    const tail = source.role === 'app' ? end : endOfDim;
    // A line that begins with a brace may be JSON, which `pretty` lays out.
    const mayBeJson = lines.chunk[start] === openBrace;
    if (mayBeJson || !out.plain(headOf(source, lines, index), lines, start, endAt(lines, index), tail))
      asText(source, lines, index, seq);
  };
}

/** Without timestamps the head of a container's lines is always the same, and so are its bytes. */
function headBytes(options: FormatOptions): (source: LogSource, lines: LineBatch, index: number) => Buffer {
  const head = createHead(options);
  const bytesOf = (source: LogSource, time: EngineTime): Buffer =>
    Buffer.from(head(labelOf(source), time) + (options.colors && source.role !== 'app' ? dim : ''));
  if ((options.timestamps?.style ?? 'off') !== 'off')
    return (source, lines, index) => bytesOf(source, timeOf(instantAt(lines, index)));
  const heads = new WeakMap<LogSource, Buffer>();
  return (source) => {
    const known = heads.get(source) ?? bytesOf(source, '');
    heads.set(source, known);
    return known;
  };
}

/** As `toJson`, of which only what changes from line to line is made anew. */
function jsonWriter(project: string, out: Output): WriteLine {
  const middles = new WeakMap<LogSource, Buffer>();
  const middleOf = (source: LogSource): Buffer => {
    const known = middles.get(source) ?? jsonMiddle(source, project);
    middles.set(source, known);
    return known;
  };
  return (source, lines, index, seq) => {
    const middle = middleOf(source);
    const [start, end] = [startAt(lines, index), endAt(lines, index)];
    out.ascii(`{"time":"${timeOf(instantAt(lines, index))}","seq":${seq}`);
    out.bytes(middle, 0, middle.length);
    out.ascii(streamAt(lines, index) === 'stdout' ? 'stdout","line":' : 'stderr","line":');
    if (isQuotable(lines.chunk, start, end)) {
      out.byte(quote);
      out.bytes(lines.chunk, start, end);
      out.byte(quote);
    } else {
      out.text(JSON.stringify(textAt(lines, index)));
    }
    out.ascii(isPartialAt(lines, index) ? ',"partial":true}\n' : ',"partial":false}\n');
  };
}

/** What a container's lines have between their number and the name of their stream. */
function jsonMiddle({ pod, container, attempt }: LogSource, project: string): Buffer {
  const fields = JSON.stringify({ project, pod, container, attempt }).slice(1, -1);
  return Buffer.from(`,"type":"Log",${fields},"stream":"`);
}

/** Whether the bytes mean themselves between JSON's quotes. */
function isQuotable(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte < 0x20 || byte > 0x7e || byte === quote || byte === backslash) return false;
  }
  return true;
}
