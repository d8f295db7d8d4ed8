import { layOutJson } from '../line/layout.ts';
import { sanitize } from '../line/sanitize.ts';
import type { LogRecord, LogSource, Role } from '../merge/record.ts';
import { createTimePrinter, type Timestamps } from '../time/times.ts';
import { colorsOf } from './colors.ts';

type LogOutput = 'pretty' | 'raw' | 'json';

export interface FormatOptions {
  readonly output: LogOutput;
  /** Colours for prefixes and roles, and the app's own colours kept; without them not one escape sequence is written. */
  readonly colors: boolean;
  /** The container's name in front of a line; default true. */
  readonly prefix?: boolean;
  /** `pretty` only; default off. */
  readonly timestamps?: Timestamps;
  /**
   * All containers that may have lines, under their labels where they have any: the names decide the colours and the width
   * of the prefix.
   */
  readonly containers: readonly { readonly name: string; readonly role: Role }[];
  /** `pretty` only: whether lines of JSON are laid out as `time LEVEL message key=value…`; default true. */
  readonly layOut?: boolean;
  /** For `json`. */
  readonly project?: string;
}

/** A container came back. */
export interface Restart {
  readonly container: string;
  /** How the instance before ended; absent when nobody saw it. */
  readonly exitCode?: number;
  /** Why, as in `OOMKilled`. */
  readonly reason?: string;
  /** The new instance, from 0 as in the event stream; people read it from 1. */
  readonly attempt: number;
}

export interface Formatter {
  /** One line of output without its newline. */
  readonly line: (record: LogRecord) => string;
  /** The row between two instances of a container; undefined where only lines may stand. */
  readonly divider: (restart: Restart) => string | undefined;
}

export const reset = '\u001b[0m';
export const dim = '\u001b[2m';

/** Lines as people or programs want them: see `LogOutput`. */
export function createFormatter(options: FormatOptions): Formatter {
  switch (options.output) {
    case 'raw':
      return { line: (record) => record.line, divider: () => undefined };
    case 'json':
      return { line: (record) => toJson(record, options.project ?? ''), divider: () => undefined };
    case 'pretty':
      return createPretty(options);
  }
}

/** A `Log` event as in the public event stream: lines are verbatim, JSON keeps their control characters harmless. */
export function toJson(record: LogRecord, project: string): string {
  return JSON.stringify({
    time: record.time,
    seq: record.seq,
    type: 'Log',
    project,
    pod: record.pod,
    container: record.container,
    attempt: record.attempt,
    stream: record.stream,
    line: record.line,
    partial: record.partial,
  });
}

/** `── web/app restarted (exit 137, OOMKilled), attempt 2 ──` */
export function dividerText(restart: Restart): string {
  const reason = restart.reason === undefined ? '' : `, ${restart.reason}`;
  const exit = restart.exitCode === undefined ? '' : ` (exit ${restart.exitCode}${reason})`;
  return `── ${restart.container} restarted${exit}, attempt ${restart.attempt + 1} ──`;
}

function createPretty(options: FormatOptions): Formatter {
  const { colors, layOut = true } = options;
  const head = createHead(options);
  return {
    line: (record) => {
      const laidOut = layOut ? layOutJson(record.line, { colors }) : undefined;
      const text = laidOut ?? sanitize(record.line, { colors });
      return head(labelOf(record), record.time) + (colors ? inRole(text, record.role) : text);
    },
    divider: (restart) => (colors ? dim + dividerText(restart) + reset : dividerText(restart)),
  };
}

export function labelOf(source: LogSource): string {
  return source.label ?? source.container;
}

/** What stands in front of a line: the padded name, a bar, the time. */
export function createHead(options: FormatOptions): (label: string, time: string) => string {
  const time = createTimePrinter(options.timestamps ?? { style: 'off' });
  const timed = options.timestamps !== undefined && options.timestamps.style !== 'off';
  const prefixes = options.prefix === false ? undefined : createPrefixes(options);
  return (label, at) => {
    const prefix = prefixes ? prefixes(label) : '';
    if (!timed) return prefix;
    return options.colors ? `${prefix}${dim}${time(at)}${reset} ` : `${prefix}${time(at)} `;
  };
}

function createPrefixes({ containers, colors }: FormatOptions): (container: string) => string {
  const width = Math.max(0, ...containers.map(({ name }) => name.length));
  const colorOf = colorsOf(containers.map(({ name }) => name));
  const known = new Map<string, string>();
  function prefixOf(container: string): string {
    const text = `${container.padEnd(width)} |`;
    const color = colorOf.get(container);
    return colors && color ? `\u001b[${color.sgr}m${text}${reset} ` : `${text} `;
  }
  return (container) => {
    const prefix = known.get(container) ?? prefixOf(container);
    known.set(container, prefix);
    return prefix;
  };
}

/** App lines as they are, those of sidecars and init containers dim; the app's own colours end with its line. */
export function inRole(text: string, role: Role): string {
  const colored = text.includes('\u001b');
  if (role === 'app') return colored ? text + reset : text;
  return dim + (colored ? text.replaceAll('\u001b[m', reset).replaceAll(reset, reset + dim) : text) + reset;
}
