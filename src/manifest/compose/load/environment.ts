import { type EnvFormat, parseEnvFile } from '../env-file.ts';
import type { Variables } from '../interpolate.ts';
import {
  child,
  type Entry,
  type MappingNode,
  mapEntries,
  mappingNode,
  type Node,
  textNode,
  textOf,
  withEntry,
} from '../tree/node.ts';
import { type LoadContext, shownPath } from './context.ts';
import { errorAt } from './problems.ts';

/**
 * The services with all of their variables and labels: `env_file` below `environment`, `label_file` below `labels`, and
 * a name without a value with the one of the project's variables. What is not set anywhere is left out.
 */
export function withEnvironment(model: MappingNode, variables: Variables, context: LoadContext): MappingNode {
  const services = child(model, 'services');
  if (services?.kind !== 'mapping') return model;
  const changed = mapEntries(services, (service) =>
    service.kind === 'mapping' ? labelled(withVariables(service, variables, context), context) : service,
  );
  return withEntry(model, 'services', changed);
}

function withVariables(service: MappingNode, variables: Variables, context: LoadContext): MappingNode {
  const given = child(service, 'environment');
  if (given !== undefined && given.kind !== 'mapping') return service;
  const own = new Map<string, Entry>();
  for (const [name, entry] of given?.entries ?? []) {
    if (textOf(entry.node) !== undefined || entry.node.kind !== 'scalar') own.set(name, entry);
    else {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (value !== undefined) own.set(name, { ...entry, node: textNode(value, entry.node) });
    }
  }
  const ownTexts = Object.fromEntries([...own].map(([name, { node }]) => [name, textOf(node)]));
  const files = itemsOf(child(service, 'env_file'));
  const found = fromFiles(files, { ...ownTexts, ...variables }, context);
  if (own.size + found.size === 0) return service;
  const entries = new Map<string, Entry>([...found, ...own]);
  const at = given?.at ?? child(service, 'env_file')?.at ?? service.at;
  return withEntry(service, 'environment', { kind: 'mapping', at, entries });
}

/** A later file wins; in it the variables of earlier ones can be named. */
function fromFiles(files: readonly Node[], known: Variables, context: LoadContext): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const file of files) {
    const earlier = Object.fromEntries([...found].map(([name, { node }]) => [name, textOf(node)]));
    for (const [name, entry] of fromFile(file, known, earlier, context)) found.set(name, entry);
  }
  return found;
}

function fromFile(
  file: Node,
  known: Variables,
  earlier: Variables,
  { around, tell, texts }: LoadContext,
): readonly (readonly [string, Entry])[] {
  const path = textOf(child(file, 'path'));
  if (path === undefined) return [];
  const required = child(file, 'required');
  const format = textOf(child(file, 'format'));
  if (format !== undefined && format !== 'raw')
    tell(errorAt(child(file, 'format')!.at, `env_file has the format raw, or none; found ${format}`));
  const text = around.readText(path);
  if (text === undefined) {
    const isOptional = required?.kind === 'scalar' && required.value === false;
    if (!isOptional) tell(errorAt(file.at, `cannot read ${shownPath(around, path)}`));
    return [];
  }
  const begin = texts.add(shownPath(around, path), text);
  const { variables, problems } = parseEnvFile(text, known, {
    format: (format ?? 'dotenv') as EnvFormat,
    earlier,
  });
  for (const { message, index } of problems) tell(errorAt(begin + index, message));
  return variables.map(({ name, value, index }) => {
    const at = begin + index;
    return [name, { keyAt: at, node: textNode(value, { at }) }] as const;
  });
}

function labelled(service: MappingNode, context: LoadContext): MappingNode {
  const files = itemsOf(child(service, 'label_file'));
  if (files.length === 0) return service;
  const paths = files.map((file) => mappingNode({ path: file }, file));
  const found = fromFiles(paths, {}, context);
  const own = child(service, 'labels');
  const entries = new Map<string, Entry>([...found, ...(own?.kind === 'mapping' ? own.entries : [])]);
  return withEntry(service, 'labels', { kind: 'mapping', at: own?.at ?? files[0]!.at, entries });
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'sequence' ? node.items : [];
}
