import type { LogStream } from '../events/types.ts';
import {
  createFormatter,
  createHead,
  dim,
  type FormatOptions,
  labelOf,
  type Restart,
  reset,
} from './format.ts';
import type { Instant } from './instant.ts';
import type { ByteLine } from './lines.ts';
import { createOutput, type Output } from './output.ts';
import { type LogSource, toRecord } from './record.ts';
import { type EngineTime, timeOf } from './timestamp.ts';

export interface EncoderOptions extends FormatOptions {
  /** Takes output in pieces of about `chunkBytes`; each belongs to the receiver. */
  readonly onChunk: (bytes: Buffer) => void;
  /** Default 64 KiB. */
  readonly chunkBytes?: number;
}

export interface Encoder {
  readonly line: (source: LogSource, line: ByteLine) => void;
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
  const lineAsText = (source: LogSource, line: ByteLine): void => {
    out.text(formatter.line(toRecord(seq, source, line)));
    out.byte(newline);
  };
  const write = byteWriter(options, out, lineAsText);
  return {
    line: (source, line) => {
      seq++;
      write(source, line, seq);
    },
    divider: (restart) => {
      const text = formatter.divider(restart);
      if (text !== undefined) out.text(`${text}\n`);
    },
    flush: out.flush,
  };
}

type WriteLine = (source: LogSource, line: ByteLine, seq: number) => void;

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
  return (source, line) => {
    const goesOn = unfinished?.source === source && unfinished.stream === line.stream;
    if (unfinished && !goesOn) out.byte(newline);
    out.bytes(line.chunk, line.start, line.end);
    unfinished = line.partial ? { source, stream: line.stream } : undefined;
    if (!line.partial) out.byte(newline);
  };
}

function prettyWriter(options: FormatOptions, out: Output, asText: WriteLine): WriteLine {
  const headOf = headBytes(options);
  const end = Buffer.from('\n');
  const endOfDim = Buffer.from(options.colors ? `${reset}\n` : '\n');
  return (source, line, seq) => {
    const { chunk, start } = line;
    const tail = source.role === 'app' ? end : endOfDim;
    // A line that begins with a brace may be JSON, which `pretty` lays out.
    if (chunk[start] === openBrace || !out.plain(headOf(source, line), chunk, start, line.end, tail))
      asText(source, line, seq);
  };
}

/** Without timestamps the head of a container's lines is always the same, and so are its bytes. */
function headBytes(options: FormatOptions): (source: LogSource, instant: Instant) => Buffer {
  const head = createHead(options);
  const bytesOf = (source: LogSource, time: EngineTime): Buffer =>
    Buffer.from(head(labelOf(source), time) + (options.colors && source.role !== 'app' ? dim : ''));
  if ((options.timestamps?.style ?? 'off') !== 'off')
    return (source, instant) => bytesOf(source, timeOf(instant));
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
  return (source, line, seq) => {
    const middle = middleOf(source);
    out.ascii(`{"time":"${timeOf(line)}","seq":${seq}`);
    out.bytes(middle, 0, middle.length);
    out.ascii(line.stream === 'stdout' ? 'stdout","line":' : 'stderr","line":');
    if (isQuotable(line.chunk, line.start, line.end)) {
      out.byte(quote);
      out.bytes(line.chunk, line.start, line.end);
      out.byte(quote);
    } else {
      out.text(JSON.stringify(line.chunk.toString('utf8', line.start, line.end)));
    }
    out.ascii(line.partial ? ',"partial":true}\n' : ',"partial":false}\n');
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
