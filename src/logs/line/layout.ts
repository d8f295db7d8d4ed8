import { type JsonObject, readJson } from './json.ts';
import { type Level, levelOf } from './level.ts';
import { sanitize } from './sanitize.ts';

const timeKeys = ['time', 'ts', 'timestamp', '@timestamp', 't', 'datetime', 'asctime'];
const levelKeys = ['level', 'severity', 'lvl', 'loglevel', 'log_level', 'log.level', 'levelname'];
const messageKeys = ['msg', 'message', '@message', 'event'];

/** A JSON line's usual three fields under whatever names, and the others in their order. */
interface JsonParts {
  readonly time: string | undefined;
  readonly level: Level | undefined;
  readonly message: string | undefined;
  readonly fields: readonly (readonly [key: string, value: unknown])[];
}

interface LayoutOptions {
  /** The level in its colour, the time and the keys dim. */
  readonly colors: boolean;
}

const reset = '\u001b[0m';
const levelSgr: Readonly<Record<Level, string>> = {
  trace: '2',
  debug: '2',
  info: '32',
  warn: '33',
  error: '31',
  fatal: '1;31',
};

/** `time LEVEL message key=value…` for a line of JSON, in one row, sanitized; undefined for every other line. */
export function layOutJson(line: string, options: LayoutOptions): string | undefined {
  const object = readJson(line);
  if (!object) return undefined;
  // Nothing harmful can come out of a line that neither shows it nor hides it behind an escape.
  const harmless = line.includes('\\') || sanitizePlain(line) !== line ? sanitizePlain : identity;
  const paint = options.colors ? (text: string, sgr: string) => `\u001b[${sgr}m${text}${reset}` : identity;
  const { time, level, message, fields } = partsOf(object);
  const parts: string[] = [];
  if (time !== undefined) parts.push(paint(harmless(time), '2'));
  if (level !== undefined) parts.push(paint(level.toUpperCase().padEnd(5), levelSgr[level]));
  if (message !== undefined) parts.push(harmless(oneRow(message)));
  for (const [key, value] of fields) parts.push(paint(`${harmless(key)}=`, '2') + harmless(valueText(value)));
  return parts.join(' ');
}

function identity(text: string): string {
  return text;
}

/** JSON may carry what a terminal acts on behind its own escapes. */
function sanitizePlain(text: string): string {
  return sanitize(text, { colors: false });
}

/** A JSON line folded out to indented rows; undefined for every other line. */
export function foldOutJson(line: string): readonly string[] | undefined {
  const object = readJson(line);
  if (!object) return undefined;
  const rows = JSON.stringify(object, null, 2).split('\n');
  return rows.map(sanitizePlain);
}

function partsOf(object: JsonObject): JsonParts {
  const [timeKey, time] = firstOf(object, timeKeys, timeText);
  const [levelKey, level] = firstOf(object, levelKeys, asLevel);
  const [messageKey, message] = firstOf(object, messageKeys, asText);
  return {
    time,
    level,
    message,
    fields: Object.entries(object).filter(
      ([key]) => key !== timeKey && key !== levelKey && key !== messageKey,
    ),
  };
}

/** The first of the keys whose value can be read, and what it reads. */
function firstOf<Value>(
  object: JsonObject,
  keys: readonly string[],
  read: (value: unknown) => Value | undefined,
): readonly [key: string | undefined, value: Value | undefined] {
  for (const key of keys) {
    const value = read(object[key]);
    if (value !== undefined) return [key, value];
  }
  return [undefined, undefined];
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asLevel(value: unknown): Level | undefined {
  return typeof value === 'string' || typeof value === 'number' ? levelOf(value) : undefined;
}

/** Numbers count seconds, milliseconds, microseconds or nanoseconds since 1970: their size tells which. */
function timeText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value !== 'number' || value < 1e8 || value >= 1e20) return undefined;
  const digits = Math.floor(Math.log10(value));
  const perMs = digits < 11 ? 1e-3 : digits < 14 ? 1 : digits < 17 ? 1e3 : 1e6;
  const date = new Date(value / perMs);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** As logfmt writes it: quoted where it would not be one word; objects as JSON. */
function valueText(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[^\s"=\\{}]+$/.test(value) ? value : JSON.stringify(value);
}

function oneRow(message: string): string {
  return message.includes('\n') ? message.trimEnd().replace(/\s*\n\s*/g, ' ↵ ') : message;
}
