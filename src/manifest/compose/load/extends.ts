import { posix } from 'node:path';
import { canonical } from '../canonical/canonical.ts';
import { child, type MappingNode, type Node, textOf, withEntry, without } from '../tree/node.ts';
import { absolutePath, type LoadContext, type Scope, shownPath } from './context.ts';
import { interpolateTree } from './interpolate-tree.ts';
import { merge } from './merge.ts';
import { resolvePaths } from './paths.ts';
import { errorAt } from './problems.ts';

/** Services of one file by name, and the folder from which their paths go. */
interface Base {
  readonly file: string;
  readonly services: Node | undefined;
  readonly scope: Scope;
}

/**
 * The model with every `extends` followed: the service that is named, in this file or another one, with what stands at
 * the service itself merged over it. Source: Compose specification, `05-services.md`, "extends".
 */
export function withExtended(
  model: MappingNode,
  file: string,
  scope: Scope,
  context: LoadContext,
): MappingNode {
  const services = child(model, 'services');
  if (services?.kind !== 'mapping') return model;
  let extended = services;
  for (const [name, { node }] of services.entries)
    if (child(node, 'extends')) {
      const whole = followed(name, { file, services, scope }, [], context);
      if (whole) extended = withEntry(extended, name, whole);
    }
  return withEntry(model, 'services', extended);
}

/** A service with all that it extends. `way` is what extends it, to find a circle. */
function followed(name: string, base: Base, way: readonly string[], context: LoadContext): Node | undefined {
  const { tell } = context;
  const service = child(base.services, name);
  const given = child(service, 'extends');
  if (service?.kind !== 'mapping' || given === undefined) return service;
  const own = without(service, 'extends');
  const ref = textOf(child(given, 'service'));
  if (ref === undefined) {
    tell(errorAt(given.at, `services.${name}.extends needs the name of a service`));
    return own;
  }
  const step = `${base.file}: ${name}`;
  if (way.includes(step)) {
    tell(errorAt(given.at, `services.${name}.extends goes in a circle: ${[...way, step].join(', ')}`));
    return own;
  }
  const path = textOf(child(given, 'file'));
  const from = path === undefined ? base : otherFile(path, given, base, context);
  if (from === undefined) return own;
  if (child(from.services, ref) === undefined) {
    const where = path === undefined ? '' : ` in ${from.file}`;
    tell(
      errorAt(given.at, `services.${name}.extends: there is no service ${ref}${where}`, 'missing-reference'),
    );
    return own;
  }
  const extended = followed(ref, from, [...way, step], context);
  if (extended === undefined || extended.kind !== 'mapping') return own;
  return merge(extended, own, ['services', name], tell) ?? own;
}

function otherFile(path: string, { at }: Node, base: Base, context: LoadContext): Base | undefined {
  const { around, tell, texts } = context;
  const absolute = absolutePath(path, base.scope);
  const file = shownPath(around, absolute);
  const text = around.readText(absolute);
  if (text === undefined) {
    tell(errorAt(at, `extends: cannot read ${file}`));
    return undefined;
  }
  const scope = { ...base.scope, folder: posix.dirname(absolute) };
  const [model] = context.parse(file, text);
  if (model === undefined) return undefined;
  const filled = interpolateTree(model, scope.variables, texts.text, tell);
  return { file, services: child(resolvePaths(canonical(filled, tell), scope), 'services'), scope };
}
