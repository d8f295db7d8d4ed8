import { isMapping } from '../documents.ts';
import type { Variables } from './interpolate.ts';

/** What a build takes from its project. */
export interface BuildProject {
  readonly name: string;
  /** The absolute path of the folder that is built from where a build names none. */
  readonly folder: string;
  readonly variables: Variables;
}

/**
 * A model in which every service with `build` has a name for its image, `PROJECT-SERVICE` as by Compose, a context, and the values of
 * its arguments: one without a value has that of the variable, or is left out.
 */
export function withBuildDefaults(model: unknown, project: BuildProject): unknown {
  if (!isMapping(model) || !isMapping(model['services'])) return model;
  const services = Object.entries(model['services']).map(
    ([name, service]) => [name, completed(name, service, project)] as const,
  );
  return { ...model, services: Object.fromEntries(services) };
}

function completed(name: string, service: unknown, project: BuildProject): unknown {
  if (!isMapping(service) || !isMapping(service['build'])) return service;
  const { build } = service;
  const image = service['image'] || `${project.name}-${name}`.toLowerCase();
  const context = build['context'] || project.folder;
  const args = isMapping(build['args']) ? valued(build['args'], project.variables) : build['args'];
  return { ...service, image, build: { ...build, context, ...(args !== undefined && { args }) } };
}

function valued(args: Readonly<Record<string, unknown>>, variables: Variables): object {
  const found = Object.entries(args).flatMap(([name, value]) => {
    if (value !== null) return [[name, value] as const];
    const known = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return known === undefined ? [] : [[name, known] as const];
  });
  return Object.fromEntries(found);
}
