import { child, type MappingNode, type Node, textOf, withEntries, withEntry } from '../tree/node.ts';

interface Profiled {
  readonly model: MappingNode;
  /** Services that are left out, with their profiles. */
  readonly disabled: ReadonlyMap<string, readonly string[]>;
}

/** Leaves out services none of whose profiles is asked for; `*` asks for all. Source: Compose specification, `15-profiles.md`. */
export function enabledServices(model: MappingNode, asked: readonly string[]): Profiled {
  const services = child(model, 'services');
  if (services?.kind !== 'mapping') return { model, disabled: new Map() };
  const disabled = new Map<string, readonly string[]>();
  for (const [name, { node }] of services.entries) {
    const profiles = profilesOf(node);
    const isOn = profiles.length === 0 || asked.includes('*') || profiles.some((one) => asked.includes(one));
    if (!isOn) disabled.set(name, profiles);
  }
  const kept = [...services.entries].filter(([name]) => !disabled.has(name));
  return { model: withEntry(model, 'services', withEntries(services, new Map(kept))), disabled };
}

function profilesOf(service: Node): readonly string[] {
  const profiles = child(service, 'profiles');
  return profiles?.kind === 'sequence' ? profiles.items.flatMap((one) => textOf(one) ?? []) : [];
}
