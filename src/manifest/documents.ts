import { type Document, isMap, type LineCounter, type YAMLError } from 'yaml';
import type { Diagnostic, Severity } from './diagnostic.ts';
import type { Place } from './embedded.ts';
import { placeOf } from './positions.ts';
import type { Path } from './problem.ts';
import type { SourceFile, YamlSource } from './source.ts';
import { resolveAliases } from './yaml/aliases.ts';
import { dataOf } from './yaml/data.ts';
import { helmAction } from './yaml/helm.ts';
import { type BeyondLimit, parseText } from './yaml/parse.ts';
import type { Dialect } from './yaml/plain.ts';

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

export interface ParsedFile {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Every document of a file; comments alone make none. Syntax errors become diagnostics, all of them.
 *
 * @param known How it is read; without it a document with `services` is a Compose file.
 */
export function parseDocuments(source: SourceFile, known?: Dialect): ParsedFile {
  const control = CONTROL.exec(source.text);
  if (control) return { documents: [], diagnostics: [controlCharacter(control, source)] };
  const parsed = parseText(source.text);
  if ('beyond' in parsed) return { documents: [], diagnostics: [beyondLimit(parsed, source)] };
  const read = parsed.documents.map((document) =>
    readTree(document, source, parsed.lines, known ?? dialectOf(document)),
  );
  const diagnostics = read.flatMap(({ problems }) => problems);
  return {
    documents: read.flatMap(({ document }) => document ?? []),
    diagnostics: asTemplate(diagnostics, source, parsed.lines) ?? diagnostics,
  };
}

/** YAML 1.1 and 1.2, `c-printable`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
const CONTROL = /[\0-\x08\v\f\x0e-\x1f\x7f]/;

function controlCharacter({ 0: found, index }: RegExpExecArray, { file, text }: SourceFile): Diagnostic {
  const lines = text.slice(0, index).split('\n');
  const code = found.charCodeAt(0).toString(16).padStart(2, '0');
  return {
    severity: 'error',
    code: 'yaml-syntax',
    message: `not YAML: the control character 0x${code} cannot stand in it`,
    hint: `in double quotes it is written \\x${code}`,
    file,
    line: lines.length,
    column: lines.at(-1)!.length + 1,
  };
}

function beyondLimit({ beyond, lines }: BeyondLimit, { file }: SourceFile): Diagnostic {
  const { line, col } = lines.linePos(beyond.offset);
  const message = `not read: ${beyond.message}`;
  return { severity: 'error', code: 'yaml-syntax', message, file, line, column: col };
}

interface Tree {
  readonly document?: SourceDocument;
  readonly problems: readonly Diagnostic[];
}

function readTree(
  document: Document.Parsed,
  { file, text }: SourceFile,
  lines: LineCounter,
  dialect: Dialect,
): Tree {
  const told = (severity: Severity, message: string, offset: number): Diagnostic => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    const code = severity === 'error' ? 'yaml-syntax' : 'yaml-dialect';
    return { severity, code, message, file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // What follows the first break is mostly its echo.
  const [broken] = document.errors;
  if (broken) return { problems: [syntaxError(broken, told)] };
  const { targets, problems } = resolveAliases(document);
  if (problems.length > 0)
    return { problems: problems.map(({ message, offset }) => told('error', message, offset)) };
  const yaml: YamlSource = { document, text, lines, targets };
  const data = dataOf(document.contents, targets, dialect);
  const twice = data.repeated.map(({ offset }) =>
    dialect === 'compose'
      ? told('error', 'this key stands here twice', offset)
      : told('warning', 'this key stands here twice; the last one counts, as on a cluster', offset),
  );
  const wrong = data.problems.map(({ message, offset }) => told('error', message, offset));
  if (wrong.length > 0) return { problems: [...wrong, ...twice] };
  // Comments between two separators, or an empty file.
  if (data.value === null) return { problems: [] };
  const place = (path: Path, on: 'key' | 'value' = 'value'): Place => placeOf(yaml, path, on);
  return { document: { file, value: data.value, place, yaml, base: [] }, problems: twice };
}

/** Whether the tree of a document is a Compose file rather than a manifest; `docker compose` reads YAML 1.2. */
export function dialectOf({ contents }: Document.Parsed): Dialect {
  if (!isMap(contents)) return 'kubernetes';
  const isManifest = contents.has('kind') || contents.has('apiVersion');
  return contents.has('services') && !isManifest ? 'compose' : 'kubernetes';
}

/** The data of a tree that was changed after it had been read. */
export function readAgain({ document }: YamlSource): unknown {
  return dataOf(document.contents, resolveAliases(document).targets, dialectOf(document)).value;
}

function syntaxError(
  { code, message, pos }: YAMLError,
  told: (severity: Severity, message: string, offset: number) => Diagnostic,
): Diagnostic {
  if (code === 'NON_STRING_KEY') return told('error', 'a key is text, not a list or a mapping', pos[0]);
  const hint = code === 'TAB_AS_INDENT' && { hint: 'YAML is indented with spaces' };
  return { ...told('error', `not YAML: ${message}`, pos[0]), ...hint };
}

/** One diagnostic in the place of the syntax errors that a template gives; undefined when it is none. */
function asTemplate(
  diagnostics: readonly Diagnostic[],
  { file, text }: SourceFile,
  lines: LineCounter,
): readonly Diagnostic[] | undefined {
  const action = diagnostics.some(({ severity }) => severity === 'error') ? helmAction(text) : undefined;
  if (action === undefined) return undefined;
  const { line, col } = lines.linePos(action);
  const message = 'this is a Helm template, not a manifest';
  const hint = 'helm makes manifests of it: helm template CHART | outrider up -';
  return [{ severity: 'error', code: 'yaml-syntax', message, hint, file, line, column: col }];
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
