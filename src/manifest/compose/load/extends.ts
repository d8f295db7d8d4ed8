import { posix } from 'node:path';
import { canonical } from '../canonical/canonical.ts';
import { child, type MappingNode, mapEntries, type Node, textOf, withEntry, without } from '../tree/node.ts';
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
  /** What has been followed already. Services may extend each other in a long row. */
  readonly known: Map<string, Node | undefined>;
}

/** What the steps share: other files are read once, however many services extend one of theirs. */
interface Reading {
  readonly context: LoadContext;
  readonly files: Map<string, Base | undefined>;
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
  const base: Base = { file, services, scope, known: new Map() };
  const reading: Reading = { context, files: new Map() };
  const extended = mapEntries(services, (node, name) =>
    child(node, 'extends') ? (followed(name, base, [], reading) ?? node) : node,
  );
  return withEntry(model, 'services', extended);
}

/** A service with all that it extends. `way` is what extends it, to find a circle. */
function followed(name: string, base: Base, way: readonly string[], reading: Reading): Node | undefined {
  if (base.known.has(name)) return base.known.get(name);
  const whole = follow(name, base, way, reading);
  base.known.set(name, whole);
  return whole;
}

function follow(name: string, base: Base, way: readonly string[], reading: Reading): Node | undefined {
  const { tell } = reading.context;
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
  const from = path === undefined ? base : otherFile(path, given, base, reading);
  if (from === undefined) return own;
  if (child(from.services, ref) === undefined) {
    const where = path === undefined ? '' : ` in ${from.file}`;
    tell(
      errorAt(given.at, `services.${name}.extends: there is no service ${ref}${where}`, 'missing-reference'),
    );
    return own;
  }
  const extended = followed(ref, from, [...way, step], reading);
  if (extended === undefined || extended.kind !== 'mapping') return own;
  return merge(extended, own, ['services', name], tell) ?? own;
}

function otherFile(path: string, { at }: Node, base: Base, reading: Reading): Base | undefined {
  const { around, tell } = reading.context;
  const absolute = absolutePath(path, base.scope);
  if (reading.files.has(absolute)) return reading.files.get(absolute);
  const text = around.readText(absolute);
  if (text === undefined) {
    tell(errorAt(at, `extends: cannot read ${shownPath(around, absolute)}`));
    return undefined;
  }
  const other = readOther(absolute, text, base.scope, reading.context);
  reading.files.set(absolute, other);
  return other;
}

function readOther(absolute: string, text: string, outer: Scope, context: LoadContext): Base | undefined {
  const file = shownPath(context.around, absolute);
  const scope = { ...outer, folder: posix.dirname(absolute) };
  const [model] = context.parse(file, text);
  if (model === undefined) return undefined;
  const filled = interpolateTree(model, scope.variables, context.texts.text, context.tell);
  const services = child(resolvePaths(canonical(filled, context.tell), scope), 'services');
  return { file, services, scope, known: new Map() };
}
