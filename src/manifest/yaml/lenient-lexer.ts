import { Lexer } from 'yaml';

type Reader = 'parseFlowCollection' | 'parseQuotedScalar';
/** What the lexer keeps to itself: how far a line must be indented, and the readers of what may span lines. */
type Inner = { indentNext: number } & Record<Reader, () => Generator<string, unknown>>;

/**
 * A lexer that takes flow collections and quoted texts at any indentation, as Go's reader does; YAML 1.2 asks for more
 * than that of their parent, and the package's own lexer ends them where a line has less.
 */
export function lenientLexer(): Lexer {
  const lexer = new Lexer();
  const inner = lexer as unknown as Inner;
  unindented(inner, 'parseFlowCollection');
  unindented(inner, 'parseQuotedScalar');
  return lexer;
}

function unindented(inner: Inner, name: Reader): void {
  const parse = inner[name].bind(inner);
  inner[name] = function* () {
    const kept = inner.indentNext;
    inner.indentNext = 0;
    try {
      return yield* parse();
    } finally {
      inner.indentNext = kept;
    }
  };
}
