import { interpolate, MOST_FILLED_IN, TOO_MUCH, type Variables } from './interpolate.ts';

/** A variable of a file, and which character of the text its name begins at. */
interface FileVariable {
  readonly name: string;
  readonly value: string;
  readonly index: number;
}

interface EnvFile {
  /** In the order of the file; a name that stands there twice is there twice. */
  readonly variables: readonly FileVariable[];
  readonly problems: readonly { readonly message: string; readonly index: number }[];
}

/** `dotenv` is the format of `.env`; `raw` takes the text behind the `=` as it is. */
export type EnvFormat = 'dotenv' | 'raw';

/**
 * Reads `NAME=value` lines. In a value without quotes or in double ones variables are filled in: those of `known` first,
 * then those above in the file, then those of `earlier` files. A name alone has the value of `known`. A byte order mark and carriage returns are no part
 * of anything. Source: Compose specification, `05-services.md`, "env_file format", and the official loader.
 */
export function parseEnvFile(
  text: string,
  known: Variables,
  { format = 'dotenv', earlier = {} }: { readonly format?: EnvFormat; readonly earlier?: Variables } = {},
): EnvFile {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  return format === 'raw' ? parseRaw(text, start, known) : parseDotenv(text, start, known, earlier);
}

function parseRaw(text: string, start: number, known: Variables): EnvFile {
  const variables: FileVariable[] = [];
  const problems: { message: string; index: number }[] = [];
  for (const { 0: line, index } of text.slice(start).matchAll(/[^\n]+/g)) {
    const written = line.replace(/\r$/, '').trimStart();
    const at = start + index + line.length - line.trimStart().length;
    if (written === '' || written.startsWith('#')) continue;
    const equals = written.indexOf('=');
    const name = equals === -1 ? written : written.slice(0, equals);
    if (name === '' || /\s/.test(name)) {
      problems.push({ message: `${JSON.stringify(name)} is no name of a variable`, index: at });
      continue;
    }
    const value = equals === -1 ? lookup(known, name) : written.slice(equals + 1);
    if (value !== undefined) variables.push({ name, value, index: at });
  }
  return { variables, problems };
}

/** What comes before a value: blank lines and comments, perhaps `export`, a name, and `=`, `:` or the end of the line. */
const STATEMENT = /(?:[\s\u0085]|#[^\n]*(?:\n|$))*(?:export[^\S\n]+)?/y;
const NAME = /([^=:\n]*?)[^\S\n]*(?:([=:])[^\S\n]*|\n|$)/y;
const WRONG_IN_NAME = /[^\p{L}\p{N}_.\-[\]\s]/u;

function parseDotenv(text: string, start: number, known: Variables, earlier: Variables): EnvFile {
  const variables: FileVariable[] = [];
  const problems: { message: string; index: number }[] = [];
  const reachable: Record<string, string | undefined> = { ...earlier, ...known };
  let at = start;
  let grown = 0;
  for (;;) {
    at += match(STATEMENT, text, at)[0].length;
    if (at >= text.length) return { variables, problems };
    const [head, name = '', separator] = match(NAME, text, at);
    const index = at;
    at += head.length;
    const wrong = nameProblem(name);
    if (wrong !== undefined) {
      problems.push({ message: wrong, index });
      // One broken line says nothing of the next.
      if (separator !== undefined) at = endOfLine(text, at);
      continue;
    }
    if (separator === undefined) {
      const value = lookup(known, name);
      if (value !== undefined) variables.push({ name, value, index });
      continue;
    }
    const read = valueAt(text, at);
    at = read.end;
    if (!read.closed) problems.push({ message: `${name} has a quote that is not closed`, index });
    const filled = read.isLiteral ? { text: read.value } : interpolate(read.value, reachable);
    if ('problem' in filled && filled.problem) problems.push({ message: filled.problem.message, index });
    grown += filled.text.length - read.value.length;
    if (grown > MOST_FILLED_IN) return { variables, problems: [...problems, { message: TOO_MUCH, index }] };
    variables.push({ name, value: filled.text, index });
    if (!Object.hasOwn(known, name)) reachable[name] = filled.text;
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray {
  pattern.lastIndex = at;
  return pattern.exec(text)!;
}

function nameProblem(name: string): string | undefined {
  const wrong = WRONG_IN_NAME.exec(name)?.[0];
  if (wrong !== undefined)
    return `a variable's name has no ${JSON.stringify(wrong)}: ${JSON.stringify(name)}`;
  if (name === '') return 'a value needs the name of a variable before it';
  return /\s/.test(name) ? `a variable's name has no space: ${JSON.stringify(name)}` : undefined;
}

interface Value {
  readonly value: string;
  readonly isLiteral: boolean;
  readonly closed: boolean;
  readonly end: number;
}

function valueAt(text: string, at: number): Value {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") {
    const end = endOfLine(text, at);
    const written = text.slice(at, end);
    const comment = written.indexOf(' #');
    const value = (comment === -1 ? written : written.slice(0, comment)).trimEnd();
    return { value, isLiteral: false, closed: true, end };
  }
  const body = quote === '"' ? /"((?:\\[\s\S]|[^"\\])*)"/y : /'((?:\\[\s\S]|[^'\\])*)'/y;
  body.lastIndex = at;
  const found = body.exec(text);
  if (!found) return { value: '', isLiteral: true, closed: false, end: text.length };
  const written = found[1]!.replaceAll(`\\${quote}`, quote);
  const value = quote === '"' ? unescaped(written) : written;
  return { value, isLiteral: quote === "'", closed: true, end: at + found[0].length };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  // Two of them, since variables are filled in afterwards.
  $: '$$',
};

function unescaped(text: string): string {
  return text.replace(
    /\\(?:([abfnrtv$"\\])|0([0-3]?[0-7]{2}))/g,
    (_, letter: string | undefined, octal: string) =>
      letter === undefined ? String.fromCharCode(Number.parseInt(octal, 8)) : ESCAPES[letter]!,
  );
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function lookup(variables: Variables, name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}
