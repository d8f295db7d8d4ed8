import { parseEnvFile } from '../env-file.ts';
import type { Variables } from '../interpolate.ts';
import type { ComposeSurroundings } from '../surroundings.ts';
import { absolutePath, type LoadContext, type Scope, shownPath } from './context.ts';
import { errorAt } from './problems.ts';
import { createTexts } from './texts.ts';

/**
 * The variables of the whole project: the environment over the files of variables, of which a later one wins. Without any
 * such file that of the folder counts, if there is one.
 */
export function projectVariables(context: Pick<LoadContext, 'texts' | 'around' | 'tell'>): Variables {
  const { around } = context;
  const { folder, environment, envFiles, project } = around;
  const named = project === undefined ? environment : { ...environment, COMPOSE_PROJECT_NAME: project };
  const scope = { folder, variables: named, including: [] };
  return { ...fileVariables(envFiles ?? ['.env'], envFiles !== undefined, 0, scope, context), ...named };
}

/** As `projectVariables`, for those who do not read the files; what is wrong is told to the one who does. */
export function composeVariables(around: ComposeSurroundings): Variables {
  return projectVariables({ around, texts: createTexts(), tell: () => {} });
}

/** The variables of files, each below those that are known already. `at` is where a missing one is told. */
export function fileVariables(
  paths: readonly string[],
  isRequired: boolean,
  at: number,
  scope: Scope,
  { texts, around, tell }: Pick<LoadContext, 'texts' | 'around' | 'tell'>,
): Variables {
  const found: Record<string, string | undefined> = {};
  for (const path of paths) {
    const absolute = absolutePath(path, scope);
    const text = around.readText(absolute);
    if (text === undefined) {
      if (isRequired) tell(errorAt(at, `cannot read ${path}`));
      continue;
    }
    const { variables, problems } = parseEnvFile(text, scope.variables, { earlier: found });
    const begin = texts.add(shownPath(around, absolute), text);
    for (const { message, index } of problems) tell(errorAt(begin + index, message));
    for (const { name, value } of variables) found[name] = value;
  }
  return found;
}
