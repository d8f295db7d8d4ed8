import type { Variables } from '../interpolate.ts';
import {
  child,
  type MappingNode,
  mapEntries,
  type Node,
  sequenceNode,
  textNode,
  textOf,
  withEntry,
} from '../tree/node.ts';
import { absolutePath, type LoadContext, shownPath } from './context.ts';
import { errorAt } from './problems.ts';

/** Services with the seccomp profiles that `security_opt` names, as the engine takes the text of a profile and no path. */
export function withSeccomp(model: MappingNode, variables: Variables, context: LoadContext): MappingNode {
  const services = child(model, 'services');
  if (services?.kind !== 'mapping') return model;
  const complete = mapEntries(services, (service) => {
    const options = child(service, 'security_opt');
    if (service.kind !== 'mapping' || options?.kind !== 'sequence') return service;
    const items = options.items.map((item) => withProfile(item, variables, context));
    return withEntry(service, 'security_opt', sequenceNode(items, options));
  });
  return withEntry(model, 'services', complete);
}

/** Source: docker/compose `pkg/compose/create.go`, parseSecurityOpts. */
function withProfile(item: Node, variables: Variables, { around, tell }: LoadContext): Node {
  const [, name] = /^seccomp[:=](?!unconfined$|builtin$)(.+)$/.exec(textOf(item) ?? '') ?? [];
  if (name === undefined) return item;
  const path = absolutePath(name, { folder: around.folder, variables });
  const text = around.readText(path);
  const profile = text === undefined ? undefined : compact(text);
  if (text === undefined) tell(errorAt(item.at, `cannot read ${shownPath(around, path)}`));
  else if (profile === undefined) tell(errorAt(item.at, `${shownPath(around, path)} is not JSON`));
  return textNode(`seccomp=${profile ?? ''}`, item);
}

function compact(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
