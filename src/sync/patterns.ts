import dockerignore, { type Ignore } from '@balena/dockerignore';

/** The package is CommonJS and exports the function itself; its types say otherwise. */
const ignoreFile = dockerignore as unknown as () => Ignore;

/** Tells whether a path, relative and with `/`, matches one of the patterns, or is in a folder that does. */
export type Matcher = (path: string) => boolean;

/** Patterns in the syntax of `.dockerignore`, exceptions with `!` included. */
export function matcherOf(patterns: readonly string[]): Matcher {
  if (patterns.length === 0) return () => false;
  const ignore = ignoreFile().add([...patterns]);
  return (path) => path !== '' && ignore.ignores(path);
}

/** Whether a folder that matches may have files that do not. */
export function hasExceptions(patterns: readonly string[]): boolean {
  return patterns.some((pattern) => pattern.trim().startsWith('!'));
}

/**
 * What editors and tools write for a moment, and Git's own files.
 * Source: docker/compose, `pkg/watch/ephemeral.go` and `pkg/compose/watch.go`.
 */
export const passing: readonly string[] = [
  ...['**/.git', '**/*___jb_old___', '**/*___jb_tmp___', '**/.idea', '**/.#*', '**/#*#', '**/4913', '**/*~'],
  ...['**/.*.swp', '**/.*.swx', '**/.*.swo', '**/.*.swn', '**/.*.kate-swp', '**/*-go-tmp-umask'],
];
