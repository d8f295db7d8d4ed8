import type { Container, Pod, SourceLocation } from './model.ts';
import type { Provided, ProvidedModel, ServiceProvider } from './provided.ts';

/** Something that a program of this machine makes, and where the files ask for it. */
export type Placed<T> = T & { readonly at?: SourceLocation | undefined };

/** Every provider of the pods once, each after those that come before it. */
export function providersOf(pods: readonly Pod[]): readonly Placed<ServiceProvider>[] {
  const all = byName(pods, ({ providers }) => providers);
  const ordered = new Set<Placed<ServiceProvider>>();
  const visit = (name: string, way: readonly string[]): void => {
    const one = all.get(name);
    if (!one || ordered.has(one) || way.includes(name)) return;
    for (const before of one.after) visit(before, [...way, name]);
    ordered.add(one);
  };
  for (const name of all.keys()) visit(name, []);
  return [...ordered];
}

/** Every model of the pods once. */
export function modelsOf(pods: readonly Pod[]): readonly Placed<ProvidedModel>[] {
  return [...byName(pods, ({ models }) => models).values()];
}

function byName<T extends { readonly name: string }>(
  pods: readonly Pod[],
  pick: (provided: Provided) => readonly T[],
): ReadonlyMap<string, Placed<T>> {
  const all = pods.flatMap(({ provided, locations }) =>
    (provided ? pick(provided) : []).map((one) => ({ ...one, at: locations[`provided.${one.name}`] })),
  );
  const found = new Map<string, Placed<T>>();
  for (const one of all) if (!found.has(one.name)) found.set(one.name, one);
  return found;
}

/** What the programs have said: variables by the name of the provider, and where the models are served. */
export interface Answers {
  readonly variables: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly modelsUrl?: string;
}

/** The pod with the variables that the programs have given, which count before those of the file. */
export function withAnswers({ provided, ...pod }: Pod, answers: Answers): Pod {
  if (!provided) return pod;
  const complete = (container: Container): Container => {
    const given = variablesFor(container.name, provided, answers);
    const kept = container.env.filter(({ name }) => !Object.hasOwn(given, name));
    const added = Object.entries(given).map(([name, value]) => ({ name, value, secret: true }));
    return { ...container, env: [...kept, ...added] };
  };
  return {
    ...pod,
    initContainers: pod.initContainers.map(complete),
    containers: pod.containers.map(complete),
  };
}

function variablesFor(
  container: string,
  { providers, models }: Provided,
  { variables, modelsUrl }: Answers,
): Readonly<Record<string, string>> {
  const ofProviders = providers
    .filter(({ containers }) => containers.includes(container))
    .map(({ name }) => variables.get(name) ?? {});
  const ofModels = models.map(({ model, containers }) => {
    const names = containers[container];
    return names && modelsUrl !== undefined ? { [names.url]: modelsUrl, [names.model]: model } : {};
  });
  return Object.assign({}, ...ofProviders, ...ofModels);
}
