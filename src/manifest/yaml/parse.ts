import {
  Composer,
  type Document,
  type DocumentOptions,
  Lexer,
  LineCounter,
  type ParseOptions,
  Parser,
  parseDocument,
  type Scalar,
  Schema,
  type SchemaOptions,
  visit,
} from 'yaml';
import { lenientLexer } from './lenient-lexer.ts';
import { beyond, tooDeep, tooMany } from './limits.ts';
import type { YamlProblem } from './model.ts';

export interface Parsed {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/** A text that is not read to its end, as reading it would take too long or too deep a stack. */
export interface BeyondLimit {
  readonly beyond: YamlProblem;
  readonly lines: LineCounter;
}

const octal = {
  tag: 'tag:yaml.org,2002:int',
  default: true as const,
  test: /^0[0-7]+$/,
  resolve: (source: string): number => Number.parseInt(source, 8),
};

/** The package makes a schema for each document unless it gets one. */
function schemaFor(options: SchemaOptions): Schema {
  const customTags: SchemaOptions['customTags'] = (tags) => [octal, ...tags];
  return new Schema({ schema: 'core', resolveKnownTags: true, merge: true, customTags, ...options });
}

const OPTIONS = {
  prettyErrors: false,
  logLevel: 'silent',
  // A number as a key is text, as in JSON; a list or mapping as a key is an error.
  stringKeys: true,
  // The package compares every key of a mapping with every other; `data.ts` looks each one up.
  uniqueKeys: false,
} satisfies ParseOptions & DocumentOptions;

/**
 * The trees of a text, with what Go's reader takes and YAML 1.2 does not: flow collections and quotes at any
 * indentation, and `\'` in double quotes.
 */
export function parseText(text: string): Parsed | BeyondLimit {
  const lines = linesOf(text);
  const lenient = withoutStacks(() => compose(text, lenientLexer()));
  if ('beyond' in lenient) return { beyond: lenient.beyond, lines };
  const documents = isBroken(lenient) ? inStrictWords(text, lenient) : lenient.documents;
  // What is added to a tree and printed means the same to a cluster.
  const printing = schemaFor({ compat: 'yaml-1.1' });
  for (const document of documents) {
    mendQuotes(document, text);
    document.schema = printing;
  }
  return { documents, lines };
}

interface Composed {
  readonly documents: readonly Document.Parsed[];
  readonly tokens: number;
}

function isBroken({ documents }: Composed): boolean {
  return documents.some(({ errors }) => errors.length > 0);
}

/** To the strict lexer a bracket without its end ends with its line, so its messages are nearer to the slip. */
function inStrictWords(text: string, lenient: Composed): readonly Document.Parsed[] {
  if (tooMany('tokens', lenient.tokens * 2, text)) return lenient.documents;
  const strict = withoutStacks(() => compose(text, new Lexer()));
  return 'beyond' in strict ? lenient.documents : strict.documents;
}

function compose(text: string, lexer: Lexer): Composed | { readonly beyond: YamlProblem } {
  const parser = new Parser();
  const composer = new Composer({ ...OPTIONS, schema: schemaFor({}) });
  const documents: Document.Parsed[] = [];
  let tokens = 0;
  for (const lexeme of lexer.lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    tokens += 1;
    if (tooMany('tokens', tokens, text)) return { beyond: beyond('tokens', parser.offset) };
    if (tooMany('documents', documents.length, text)) return { beyond: beyond('documents', parser.offset) };
    const deep = tooDeep(parser);
    if (deep) return { beyond: deep };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(false, text.length));
  return { documents, tokens };
}

/** What is wrong with a text is data, and where the program found it is of no use: a stack costs more than the rest. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; start >= 0; start = text.indexOf('\n', start) + 1 || -1) lines.addNewLine(start);
  return lines;
}

function mendQuotes(document: Document.Parsed, text: string): void {
  const isQuote = ({ code, pos }: Document.Parsed['errors'][number]): boolean =>
    code === 'BAD_DQ_ESCAPE' && text.startsWith("\\'", pos[0]);
  if (!document.errors.some(isQuote)) return;
  document.errors = document.errors.filter((error) => !isQuote(error));
  visit(document, { Scalar: (_, scalar) => mendQuote(scalar, text) });
}

function mendQuote(scalar: Scalar, text: string): void {
  const [from = 0, to = 0] = scalar.range ?? [];
  const written = text.slice(from, to);
  if (scalar.type !== 'QUOTE_DOUBLE' || !written.includes("\\'")) return;
  const plain = written.replace(/\\([\s\S])/g, (whole, after: string) => (after === "'" ? "'" : whole));
  scalar.value = parseDocument(plain, { logLevel: 'silent' }).toJS();
}
