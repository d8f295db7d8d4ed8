import { posix } from 'node:path';
import type { Diagnostic } from '../../diagnostic.ts';
import { type ParsedFile, parseDocuments } from '../../documents.ts';
import type { Variables } from '../interpolate.ts';
import { MOST_INCLUDED } from '../limits.ts';
import { composeProject } from '../project.ts';
import type { ComposeSurroundings } from '../surroundings.ts';
import { treeOf } from '../tree/from-yaml.ts';
import type { MappingNode } from '../tree/node.ts';
import type { LoadContext, LoadedFile } from './context.ts';
import { withContent } from './data.ts';
import { withDefaults } from './defaults.ts';
import { withEnvironment } from './environment.ts';
import { loadFiles } from './files.ts';
import { errorAt, type LoadProblem } from './problems.ts';
import { enabledServices } from './profiles.ts';
import { withSeccomp } from './seccomp.ts';
import { createTexts, type Texts } from './texts.ts';
import { projectVariables } from './variables.ts';

/** All files of a project as one model: merged, its variables filled in, every value in its long form. */
export interface LoadedProject {
  readonly model: MappingNode;
  readonly texts: Texts;
  readonly variables: Variables;
  /** Services that no profile asks for. */
  readonly disabled: ReadonlyMap<string, readonly string[]>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads a project from its main files, of which a later one goes over an earlier one. */
export function loadProject(files: readonly LoadedFile[], around: ComposeSurroundings): LoadedProject {
  const texts = createTexts();
  const problems: LoadProblem[] = [];
  const syntax: Diagnostic[] = [];
  const context: LoadContext = {
    texts,
    around,
    tell: (problem) => problems.push(problem),
    parse: (file, text) => {
      const known = files.find((one) => one.file === file && one.text === text)?.parsed;
      const parsed = known ?? parseDocuments({ file, text }, 'compose');
      return documentsOf(parsed, texts.add(file, text), syntax, (problem) => problems.push(problem));
    },
    countIncluded: countedIncludes(),
    loadFiles,
  };
  for (const { file, text } of files) texts.add(file, text);
  const variables = withProject(projectVariables(context), files, around);
  const merged = loadFiles(files, { folder: around.folder, variables, including: [] }, context);
  const asked = (variables['COMPOSE_PROFILES'] ?? '').split(',');
  const { model, disabled } = enabledServices(
    withDefaults(merged),
    asked.map((one) => one.trim()).filter((one) => one !== ''),
  );
  const filled = withContent(withEnvironment(model, variables, context), variables, context);
  const complete = withSeccomp(filled, variables, context);
  const located = problems.map(({ at, ...problem }) => ({ ...problem, ...texts.locationOf(at) }));
  return { model: complete, texts, variables, disabled, diagnostics: [...syntax, ...located] };
}

function countedIncludes(): LoadContext['countIncluded'] {
  let all = 0;
  return (count) => {
    all += count;
    return all > MOST_INCLUDED ? `more than ${MOST_INCLUDED} files are included, the limit` : undefined;
  };
}

/** `COMPOSE_PROJECT_NAME` is what the project is called, whoever says so. */
function withProject(
  variables: Variables,
  files: readonly LoadedFile[],
  { project, folder }: ComposeSurroundings,
): Variables {
  const named = files
    .map(({ text }) => composeProject(text, variables))
    .findLast((name) => name !== undefined);
  const known = project ?? variables['COMPOSE_PROJECT_NAME'] ?? named ?? posix.basename(folder).toLowerCase();
  return { ...variables, COMPOSE_PROJECT_NAME: known };
}

function documentsOf(
  { documents, diagnostics }: ParsedFile,
  begin: number,
  syntax: Diagnostic[],
  tell: LoadContext['tell'],
): readonly MappingNode[] {
  const known = new Set(syntax.map((one) => JSON.stringify(one)));
  syntax.push(...diagnostics.filter((one) => !known.has(JSON.stringify(one))));
  return documents.flatMap(({ yaml }) => {
    const tree = treeOf(yaml, begin);
    if ('message' in tree) tell(errorAt(tree.at, tree.message));
    else if (tree.kind === 'mapping') return [tree];
    else tell(errorAt(tree.at, 'a Compose file is a mapping with services'));
    return [];
  });
}
