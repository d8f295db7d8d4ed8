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
  type SchemaOptions,
  visit,
} from 'yaml';
import { tooDeep } from './depth.ts';
import { lenientLexer } from './lenient-lexer.ts';

export interface Parsed {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/** Where a text is nested deeper than the limit, counted in characters. */
export interface TooDeep {
  readonly tooDeep: number;
  readonly lines: LineCounter;
}

const octal = {
  tag: 'tag:yaml.org,2002:int',
  default: true as const,
  test: /^0[0-7]+$/,
  resolve: (source: string): number => Number.parseInt(source, 8),
};

const OPTIONS = {
  prettyErrors: false,
  logLevel: 'silent',
  merge: true,
  // A number as a key is text, as in JSON; a list or mapping as a key is an error.
  stringKeys: true,
  // The package compares every key of a mapping with every other; `duplicates.ts` looks each one up.
  uniqueKeys: false,
  // What is added to a tree and printed means the same to a cluster.
  compat: 'yaml-1.1',
  customTags: (tags) => [octal, ...tags],
} satisfies ParseOptions & DocumentOptions & SchemaOptions;

/**
 * The trees of a text, with what Go's reader takes and YAML 1.2 does not: flow collections and quotes at any
 * indentation, and `\'` in double quotes.
 */
export function parseText(text: string): Parsed | TooDeep {
  const lines = linesOf(text);
  const strict = compose(text, new Lexer());
  if ('tooDeep' in strict) return { ...strict, lines };
  const isMargin = strict.documents.some(({ errors }) =>
    errors.some(({ code }) => code === 'BAD_INDENT' || code === 'MISSING_CHAR'),
  );
  const lenient = isMargin ? compose(text, lenientLexer()) : strict;
  const isMended = 'documents' in lenient && lenient.documents.every(({ errors }) => errors.length === 0);
  const { documents } = isMended ? lenient : strict;
  for (const document of documents) mendQuotes(document, text);
  return { documents, lines };
}

function compose(
  text: string,
  lexer: Lexer,
): { readonly documents: readonly Document.Parsed[] } | { readonly tooDeep: number } {
  const parser = new Parser();
  const tokens = [...lexer.lex(text)].flatMap((lexeme) => [...parser.next(lexeme)]);
  tokens.push(...parser.end());
  const deep = tooDeep(tokens);
  if (deep !== undefined) return { tooDeep: deep };
  return { documents: [...new Composer(OPTIONS).compose(tokens, false, text.length)] };
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
