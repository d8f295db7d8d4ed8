import {
  type Document,
  isNode,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  visit,
  type YAMLError,
} from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import { dialectWarnings } from './dialect.ts';
import type { Place } from './embedded.ts';
import { placeOf } from './positions.ts';
import type { Path } from './problem.ts';
import type { SourceFile, YamlSource } from './source.ts';

/** One YAML document, or one item of a List: its data, and the way back to its places in the file. */
export interface SourceDocument {
  readonly file: string;
  readonly value: unknown;
  readonly place: (path: Path, on?: 'key' | 'value') => Place;
  /** The node at a path, for what is embedded in a text (`embedded.ts`). */
  readonly yaml: YamlSource;
  /** Where the item starts within its document; empty for a document of its own. */
  readonly base: Path;
}

/**
 * `0644` is octal for a cluster (YAML 1.1, as sigs.k8s.io/yaml reads it) and decimal in YAML 1.2; file modes are
 * written so everywhere, and a file means here what it means there.
 */
const octal = {
  tag: 'tag:yaml.org,2002:int',
  default: true as const,
  test: /^0[0-7]+$/,
  resolve: (source: string): number => Number.parseInt(source, 8),
};

/** Every document of a file; comments alone make none. Syntax errors become diagnostics, all of them. */
export function parseDocuments(source: SourceFile): {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(source.text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    // A number as a key is text, as in JSON; a list or mapping as a key is an error.
    stringKeys: true,
    customTags: (tags) => [octal, ...tags],
  });
  const documents: SourceDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const document of 'empty' in parsed ? [] : parsed) {
    const broken = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
    // What follows the first break is mostly its echo.
    const told = broken ? [broken] : document.errors;
    diagnostics.push(...told.map((error) => syntaxError(error, source.file, lines)));
    if (broken) continue;
    const read = toData(document, source, lines);
    // Comments between two separators, or an empty file.
    if ('value' in read && read.value === null) continue;
    if ('severity' in read) diagnostics.push(read);
    else {
      documents.push(read);
      diagnostics.push(...dialectWarnings(read.yaml, source));
    }
  }
  return { documents, diagnostics };
}

function toData(
  document: Document.Parsed<ParsedNode>,
  { file, text }: SourceFile,
  lines: LineCounter,
): SourceDocument | Diagnostic {
  const yaml: YamlSource = { document, text, lines };
  const place = (path: Path, on: 'key' | 'value' = 'value'): Place => placeOf(yaml, path, on);
  const circle = circularAlias(document);
  if (circle !== undefined) {
    const { line, col: column } = lines.linePos(circle);
    return {
      severity: 'error',
      code: 'yaml-syntax',
      message: 'this anchor contains itself',
      file,
      line,
      column,
    };
  }
  try {
    return { file, value: document.toJS(), place, yaml, base: [] };
  } catch (cause) {
    // An alias without its anchor, or a bomb of aliases: found only when they are followed.
    const message = `not YAML: ${cause instanceof Error ? cause.message : cause}`;
    return { severity: 'error', code: 'yaml-syntax', message, file, ...place([]) };
  }
}

/** Where an alias stands within its own anchor; undefined where none does. */
function circularAlias(document: Document.Parsed<ParsedNode>): number | undefined {
  let found: number | undefined;
  visit(document, {
    Alias: (_, alias, way) => {
      const anchor = way.findLast((node) => isNode(node) && 'anchor' in node && node.anchor === alias.source);
      if (anchor === undefined || alias.resolve(document) !== anchor) return undefined;
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function syntaxError(error: YAMLError, file: string, lines: LineCounter): Diagnostic {
  const { line, col } = lines.linePos(error.pos[0]);
  const place = { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  if (error.code === 'DUPLICATE_KEY')
    return { severity: 'error', code: 'yaml-syntax', message: 'this key stands here twice', ...place };
  if (error.code === 'NON_STRING_KEY')
    return {
      severity: 'error',
      code: 'yaml-syntax',
      message: 'a key is text, not a list or a mapping',
      ...place,
    };
  const message = `not YAML: ${error.message}`;
  const tab = error.code === 'TAB_AS_INDENT' && { hint: 'YAML is indented with spaces' };
  return { severity: 'error', code: 'yaml-syntax', message, ...tab, ...place };
}

/** The documents themselves, with the items of every `kind: List` in its stead. */
export function expandLists(document: SourceDocument): readonly SourceDocument[] {
  const { value } = document;
  if (!isMapping(value) || value['kind'] !== 'List' || !Array.isArray(value['items'])) return [document];
  return value['items'].flatMap((item, index) => {
    const base = [...document.base, 'items', index];
    const place: SourceDocument['place'] = (path, on = 'value') =>
      placeOf(document.yaml, [...base, ...path], on);
    return expandLists({ ...document, value: item, base, place });
  });
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
