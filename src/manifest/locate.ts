import type { Diagnostic } from './diagnostic.ts';
import type { SourceDocument } from './documents.ts';
import { type Path, type Problem, pathText, startsWith } from './problem.ts';

/**
 * Gives problems their places in the file and their paths in words. `podPath` is where the pod stands within its
 * document (`spec.template` in a Deployment): nobody needs to read that part of a path, nor the pod's own `spec`.
 */
export function locate(document: SourceDocument, podPath?: Path) {
  return (problem: Problem): Diagnostic => {
    const { path, on = 'value', bare, message: text, along = [], ...rest } = problem;
    const message = `${text}${linesOf(document, along)}`;
    const where = pathText(podPath ? shown(path, podPath) : path);
    const words = bare || where === '' ? message : `${where}: ${message}`;
    return { ...rest, message: words, file: document.file, ...document.place(path, on) };
  };
}

/** ` (lines 3, 9)`; with the file where it is another one than the document's. */
function linesOf({ file, place }: SourceDocument, along: readonly Path[]): string {
  if (along.length === 0) return '';
  const lines = along.map((path) => {
    const at = place(path, 'key');
    return at.file === undefined || at.file === file ? String(at.line) : `${at.file}:${at.line}`;
  });
  return ` (${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')})`;
}

function shown(path: Path, podPath: Path): Path {
  const specPath = [...podPath, 'spec'];
  if (path.length > specPath.length && startsWith(path, specPath)) return path.slice(specPath.length);
  if (path.length > podPath.length && startsWith(path, podPath)) return path.slice(podPath.length);
  return path;
}
