import { posix } from 'node:path';
import {
  child,
  type Entry,
  kindOf,
  type MappingNode,
  type Node,
  textOf,
  withEntries,
  without,
} from '../tree/node.ts';
import { plain } from '../tree/plain.ts';
import { absolutePath, type LoadContext, type LoadedFile, type Scope, shownPath } from './context.ts';
import { errorAt } from './problems.ts';
import { fileVariables } from './variables.ts';

const SECTIONS = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

/**
 * The model with what its `include` names: each entry is a project of its own, with the folder and variables of its first
 * file. What both define must be the same. Source: Compose specification, `14-include.md`.
 */
export function withIncluded(model: MappingNode, scope: Scope, context: LoadContext): MappingNode {
  const include = child(model, 'include');
  if (include === undefined) return model;
  const items = include.kind === 'sequence' ? include.items : [include];
  const tooMany = context.countIncluded(items.length);
  if (tooMany) {
    context.tell(errorAt(include.at, tooMany));
    return without(model, 'include');
  }
  return items.reduce<MappingNode>(
    (whole, item) => {
      const imported = includedModel(item, scope, context);
      return imported ? importInto(whole, imported, item, context) : whole;
    },
    without(model, 'include'),
  );
}

function includedModel(item: Node, scope: Scope, context: LoadContext): MappingNode | undefined {
  const { tell, around } = context;
  const paths = pathsOf(item.kind === 'mapping' ? child(item, 'path') : item);
  if (paths.length === 0) {
    tell(errorAt(item.at, `include needs a path, or a mapping with one, not ${kindOf(item)}`));
    return undefined;
  }
  const [main, ...rest] = paths.map((path) => absolutePath(path, scope));
  if (scope.including.includes(main!)) {
    const way = [...scope.including.slice(scope.including.indexOf(main!)), main!];
    tell(
      errorAt(item.at, `include goes in a circle: ${way.map((path) => shownPath(around, path)).join(', ')}`),
    );
    return undefined;
  }
  const files = [main!, ...rest].flatMap((path) => fileAt(path, item, context));
  if (files.length <= rest.length) return undefined;
  const given = textOf(child(item, 'project_directory'));
  const folder = given === undefined ? posix.dirname(main!) : absolutePath(given, scope);
  const own = variablesOf(item, folder, scope, context);
  return context.loadFiles(files, { folder, variables: own, including: scope.including }, context);
}

/** The variables around win over those of the included project's own files. */
function variablesOf(item: Node, folder: string, scope: Scope, context: LoadContext): Scope['variables'] {
  const named = child(item, 'env_file');
  const found = named
    ? fileVariables(
        pathsOf(named).filter((path) => path !== '/dev/null'),
        true,
        named.at,
        scope,
        context,
      )
    : fileVariables(['.env'], false, item.at, { ...scope, folder }, context);
  return { ...found, ...scope.variables };
}

function pathsOf(node: Node | undefined): readonly string[] {
  if (node === undefined) return [];
  return (node.kind === 'sequence' ? node.items : [node]).flatMap((one) => textOf(one) ?? []);
}

function fileAt(path: string, { at }: Node, { around, tell }: LoadContext): readonly LoadedFile[] {
  const text = around.readText(path);
  if (text !== undefined) return [{ file: shownPath(around, path), path, text }];
  tell(errorAt(at, `cannot read ${shownPath(around, path)}`));
  return [];
}

function importInto(
  model: MappingNode,
  imported: MappingNode,
  item: Node,
  context: LoadContext,
): MappingNode {
  const entries = new Map<string, Entry>(model.entries);
  for (const section of SECTIONS) {
    const from = child(imported, section);
    if (from?.kind !== 'mapping') continue;
    const into = entries.get(section);
    if (into?.node.kind !== 'mapping') entries.set(section, imported.entries.get(section)!);
    else entries.set(section, { ...into, node: imports(section, into.node, from, item, context) });
  }
  return withEntries(model, entries);
}

function imports(
  section: string,
  into: MappingNode,
  from: MappingNode,
  item: Node,
  { tell, texts }: LoadContext,
) {
  const entries = new Map(into.entries);
  for (const [name, entry] of from.entries) {
    const own = into.entries.get(name);
    if (own === undefined) entries.set(name, entry);
    else if (JSON.stringify(plain(own.node)) !== JSON.stringify(plain(entry.node))) {
      const { file, line } = texts.locationOf(entry.keyAt);
      const message = `${section}.${name} is defined otherwise in ${file}:${line}, which is included here`;
      tell({
        ...errorAt(own.keyAt, message),
        hint: `include stands at ${placeText(texts.locationOf(item.at))}`,
      });
    }
  }
  return withEntries(into, entries);
}

function placeText({ file, line, column }: { file: string; line: number; column: number }): string {
  return `${file}:${line}:${column}`;
}
