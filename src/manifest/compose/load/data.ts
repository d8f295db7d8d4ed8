import type { Variables } from '../interpolate.ts';
import { child, type MappingNode, mapEntries, type Node, textNode, textOf, withEntry } from '../tree/node.ts';
import { type LoadContext, shownPath } from './context.ts';
import { errorAt } from './problems.ts';

/** The configs and secrets that services use with their content, wherever it comes from. */
export function withContent(model: MappingNode, variables: Variables, context: LoadContext): MappingNode {
  return (['configs', 'secrets'] as const).reduce((whole, kind) => {
    const declared = child(whole, kind);
    if (declared?.kind !== 'mapping') return whole;
    const used = usedBy(whole, kind);
    const complete = mapEntries(declared, (one, name) =>
      one.kind === 'mapping' && used.has(name) ? withText(one, variables, context) : one,
    );
    return withEntry(whole, kind, complete);
  }, model);
}

function usedBy(model: MappingNode, kind: string): ReadonlySet<string> {
  const services = child(model, 'services');
  const all = services?.kind === 'mapping' ? [...services.entries.values()] : [];
  return new Set(
    all.flatMap(({ node }) =>
      itemsOf(child(node, kind)).flatMap((item) => textOf(child(item, 'source')) ?? []),
    ),
  );
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'sequence' ? node.items : [];
}

function withText(one: MappingNode, variables: Variables, { around, tell }: LoadContext): MappingNode {
  const [file, environment] = [child(one, 'file'), child(one, 'environment')];
  const name = textOf(environment);
  if (environment && name !== undefined) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) tell(errorAt(environment.at, `the variable ${name} is not set`));
    return withEntry(one, 'content', textNode(value ?? '', environment));
  }
  const path = textOf(file);
  if (!file || path === undefined) return one;
  const text = around.readText(path);
  if (text === undefined) tell(errorAt(file.at, `cannot read ${shownPath(around, path)}`));
  else if (text.includes('\uFFFD')) tell(errorAt(file.at, `${shownPath(around, path)} is not text in UTF-8`));
  return withEntry(one, 'content', textNode(text ?? '', file));
}
