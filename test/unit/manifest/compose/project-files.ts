import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { readManifests } from '../../../../src/manifest/read.ts';
import type { Container } from '../../../../src/pod/model.ts';
import { lines } from '../read-text.ts';

export interface Given {
  readonly environment?: Readonly<Record<string, string>>;
  readonly envFiles?: readonly string[];
  /** How many of the files are given on the command line; the others are only there. */
  readonly main?: number;
}

/** Reads files by their names in one folder, as a command line with the first ones would. */
export function readProject(
  files: Readonly<Record<string, string>>,
  given: Given = {},
): ReturnType<typeof readManifests> {
  const { main = 1, environment = {}, ...rest } = given;
  const texts = new Map(
    Object.entries(files).map(([name, text]) => [`/home/somebody/shop/${name}`, lines(text)]),
  );
  const surroundings = {
    folder: '/home/somebody/shop',
    shown: '',
    environment,
    readText: (path: string) => texts.get(path),
    ...rest,
  };
  const sources = Object.keys(files)
    .slice(0, main)
    .map((file) => ({ file, text: texts.get(`/home/somebody/shop/${file}`)!, surroundings }));
  return readManifests(sources);
}

export function projectProblems(
  files: Readonly<Record<string, string>>,
  given: Given = {},
): readonly string[] {
  return readProject(files, given).diagnostics.map(
    (diagnostic) => formatDiagnostic(diagnostic).split('\n')[0]!,
  );
}

/** The app containers by name. @throws when there is an error. */
export function containersOf(
  files: Readonly<Record<string, string>>,
  given: Given = {},
): Readonly<Record<string, Container>> {
  const { pods, diagnostics } = readProject(files, given);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(formatDiagnostic).join('\n'));
  return Object.fromEntries(pods.flatMap(({ containers }) => containers.map((one) => [one.name, one])));
}

/** `NAME=value` of a container's variables. */
export function variablesOf(container: Container | undefined): readonly string[] {
  return (container?.env ?? []).map((one) => `${one.name}=${'value' in one ? one.value : '?'}`);
}
