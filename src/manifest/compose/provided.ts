import { error, type Path, type Problem } from '../problem.ts';
import { MODEL_ANNOTATION, PROVIDER_ANNOTATION } from '../provided-source.ts';
import { said } from './engine/said.ts';
import { dependenciesOf, type Group, type Member } from './groups.ts';
import { labelOf } from './names.ts';
import { type Part, part } from './part.ts';
import type { ComposeFile, Service } from './schema.ts';

/** What programs of this machine make for the services of a pod, as annotations. `first` says whether no pod comes before it. */
export function providedOf(
  { members }: Group,
  file: ComposeFile,
  first: boolean,
): Readonly<Record<string, Part>> {
  return { ...providersOf(members, file, first), ...modelsOf(members, file) };
}

/** A provider on which no container depends stands at the first pod, and gives it nothing. */
function providersOf(
  members: readonly Member[],
  { services = {} }: ComposeFile,
  first: boolean,
): Readonly<Record<string, Part>> {
  const isNeeded = (name: string): boolean =>
    Object.values(services).some((one) => !one.provider && dependsOn(one, name));
  const own = Object.entries(services).flatMap(([name, service]) => {
    const { provider } = service;
    if (!provider) return [];
    const containers = members.filter((member) => dependsOn(member.service, name)).map(labelled);
    if (containers.length === 0 && (!first || isNeeded(name))) return [];
    const after = dependenciesOf(service).flatMap(({ on }) => (services[on]?.provider ? [on] : []));
    const at: Path = ['services', name, 'provider'];
    const { type, options } = provider;
    const text = JSON.stringify(said({ type, options, after, containers }));
    const from = type === undefined ? at : [...at, 'type'];
    return [[`${PROVIDER_ANNOTATION}${name}`, part(text, from, typeProblems(type, from))] as const];
  });
  return Object.fromEntries(own);
}

function typeProblems(type: string | undefined, from: Path): readonly Problem[] {
  if (type === undefined || type === '')
    return [error('missing-field', from, 'type is missing', { on: 'key' })];
  if (type === 'compose') return [error('compose', from, 'compose is no provider')];
  return [];
}

function dependsOn(service: Service, name: string): boolean {
  return dependenciesOf(service).some(({ on }) => on === name);
}

function labelled({ name }: Member): string {
  return labelOf(name);
}

function modelsOf(members: readonly Member[], { models = {} }: ComposeFile): Readonly<Record<string, Part>> {
  const names = [...new Set(members.flatMap(({ service }) => Object.keys(service.models ?? {})))];
  const parts = names.map((name) => {
    const users = members.filter(({ service }) => Object.hasOwn(service.models ?? {}, name));
    const from: Path = ['services', users[0]!.name, 'models', name];
    const known = Object.hasOwn(models, name) ? models[name] : undefined;
    const text = JSON.stringify(
      said({
        model: known?.model,
        contextSize: known?.context_size,
        runtimeFlags: known?.runtime_flags,
        containers: Object.fromEntries(users.map((user) => [labelled(user), variablesOf(name, user)])),
      }),
    );
    return [`${MODEL_ANNOTATION}${name}`, part(text, from, modelProblems(name, models, from))] as const;
  });
  return Object.fromEntries(parts);
}

function modelProblems(
  name: string,
  models: NonNullable<ComposeFile['models']>,
  from: Path,
): readonly Problem[] {
  if (!Object.hasOwn(models, name))
    return [
      error('missing-reference', from, `there is no model ${name} under models`, { on: 'key', bare: true }),
    ];
  if (models[name]!.model) return [];
  return [error('missing-field', ['models', name], 'model is missing', { on: 'key' })];
}

/** Source: docker/compose `pkg/compose/model.go`. */
function variablesOf(name: string, { service }: Member): { readonly url: string; readonly model: string } {
  const { endpoint_var: url, model_var: model } = service.models?.[name] ?? {};
  const prefix = name.toUpperCase().replaceAll('-', '_');
  return { url: url || `${prefix}_URL`, model: model || `${prefix}_MODEL` };
}
