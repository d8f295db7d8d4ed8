import { posix, relative, sep } from 'node:path';
import type { FileWatch } from '../pod/file-watch.ts';
import { hasExceptions, type Matcher, matcherOf, passing } from './patterns.ts';

/** A container of a pod. */
export interface Subject {
  readonly pod: string;
  readonly container: string;
  /** The image that is built for it. */
  readonly image: string;
}

/** What of a build context is left out of the image, and so is nothing to copy either. */
export interface Context {
  /** An absolute path. */
  readonly folder: string;
  /** The lines of its `.dockerignore`. */
  readonly ignore: readonly string[];
}

/** A rule of `develop.watch` that is ready to be asked. */
export interface Rule {
  readonly subject: Subject;
  readonly watch: FileWatch;
  /** `watch.path` without symbolic links, as changes are told. */
  readonly root: string;
  /** The path from `root` for a path that the rule is about; undefined for any other. `''` is the root itself. */
  readonly match: (path: string) => string | undefined;
  /** Whether nothing at or below a path can be of interest, so that it need not be watched. */
  readonly skips: (path: string) => boolean;
}

/** Pure but for the rules of paths, which are those of this machine. */
export function ruleOf(subject: Subject, watch: FileWatch, root: string, context?: Context): Rule {
  const { ignore = [], include = [] } = watch;
  const own = matcherOf([...passing, ...ignore]);
  const left = matcherOf(context?.ignore ?? []);
  const wanted = include.length === 0 ? () => true : matcherOf(include);
  const isIgnored = (path: string, inside: string): boolean =>
    own(inside) || leftOut(path, context?.folder, left);
  const prunes = !hasExceptions([...ignore, ...(context?.ignore ?? [])]);
  return {
    ...{ subject, watch, root },
    match: (path) => {
      const inside = insideOf(root, path);
      if (inside === undefined || isIgnored(path, inside)) return undefined;
      return inside === '' || wanted(inside) ? inside : undefined;
    },
    skips: (path) => {
      const inside = insideOf(root, path);
      return inside === undefined ? insideOf(path, root) === undefined : prunes && isIgnored(path, inside);
    },
  };
}

function leftOut(path: string, folder: string | undefined, left: Matcher): boolean {
  const inside = folder === undefined ? undefined : insideOf(folder, path);
  return inside !== undefined && left(inside);
}

/** The way from a folder to a path in it, with `/`; `''` for the folder itself, undefined for a path that is not in it. */
export function insideOf(folder: string, path: string): string | undefined {
  const inside = relative(folder, path).split(sep).join('/');
  return inside === '..' || inside.startsWith('../') || posix.isAbsolute(inside) ? undefined : inside;
}

/** Where a path of this machine is in the container; a rule for one file names the file, or the folder with a `/` at its end. */
export function placeIn(target: string, inside: string, root: string): string {
  if (inside !== '') return posix.join('/', target, inside);
  return target.endsWith('/') ? posix.join('/', target, posix.basename(root)) : posix.join('/', target);
}
