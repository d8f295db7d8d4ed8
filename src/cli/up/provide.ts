import type { MeetingPlace } from '../../control/place.ts';
import type { Pod } from '../../pod/model.ts';
import type { ProvidedModel, ServiceProvider } from '../../pod/provided.ts';
import {
  type Answers,
  modelsOf,
  type Placed,
  providersOf,
  withAnswers,
} from '../../pod/provided-variables.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { harmless } from '../output/harmless.ts';
import { programEnvironment } from './program-environment.ts';
import { providersFile } from './release-provided.ts';

export interface ProvideWish {
  readonly place: MeetingPlace;
  /** `--host`, where it was given. */
  readonly host?: string | undefined;
  /** Hears how it goes on; without it that is shown on stderr. */
  readonly tell?: (name: string, words: string) => void;
  readonly signal: AbortSignal;
}

/** What programs of this machine make for pods. */
export interface Provision {
  /**
   * Has them make it, and waits.
   * @returns the pods with the variables that the programs have given.
   * @throws Failure when one of them fails.
   */
  begin(): Promise<readonly Pod[]>;
}

/** Nothing is loaded and nothing is done where the pods ask for nothing. @throws Failure when a program is missing. */
export async function prepareProvided(pods: readonly Pod[], wish: ProvideWish): Promise<Provision> {
  const [providers, models] = [providersOf(pods), modelsOf(pods)];
  if (providers.length + models.length === 0) return { begin: async () => pods };
  const { findPlugin, findProgram } = await import('../../providers/find-program.ts');
  const programs = new Map(providers.map(({ name, type }) => [name, findProgram(type, process.env)]));
  const runner = findPlugin('model', process.env);
  const missing = [
    ...providers.filter(({ name }) => programs.get(name) === undefined).map(missingProgram),
    ...(runner === undefined ? models.map(missingRunner) : []),
  ];
  if (missing.length > 0) throw new Failure(exitCodes.usage, missing.join('\n'), 'Nothing was created.');
  return {
    async begin() {
      const variables = await makeServices(providers, programs, wish);
      const modelsUrl = runner === undefined ? undefined : await serve(models, runner, wish);
      const answers: Answers = { variables, ...(modelsUrl !== undefined && { modelsUrl }) };
      return pods.map((pod) => withAnswers(pod, answers));
    },
  };
}

function placed({ at }: Placed<object>, message: string): string {
  return at ? `${at.file}:${at.line}:${at.column}: error: ${message}` : message;
}

function missingProgram(provider: Placed<ServiceProvider>): string {
  const { type } = provider;
  return placed(
    provider,
    `the provider ${type} is not on this machine: install it as the plugin docker-${type} of the docker command, or as ${type} in PATH`,
  );
}

function missingRunner(model: Placed<ProvidedModel>): string {
  return placed(
    model,
    `the model ${model.name} needs Docker Model Runner, and its plugin docker-model is not on this machine: install it, or give the address of a model with \`environment\``,
  );
}

/** Each after those that come before it, the others side by side. */
async function makeServices(
  providers: readonly Placed<ServiceProvider>[],
  programs: ReadonlyMap<string, string | undefined>,
  { place, host, tell = show, signal }: ProvideWish,
): Promise<Answers['variables']> {
  if (providers.length === 0) return new Map();
  const { keepProviders, keptProviders } = await import('../../providers/kept.ts');
  const { runProvider } = await import('../../providers/run-provider.ts');
  const file = providersFile(place);
  const begun = new Map<string, Promise<Readonly<Record<string, string>>>>();
  const make = async ({ at: _, ...provider }: Placed<ServiceProvider>) => {
    await Promise.all(provider.after.flatMap((name) => begun.get(name) ?? []));
    const others = keptProviders(file).filter(({ name }) => name !== provider.name);
    keepProviders(file, [...others, provider]);
    return runProvider(provider, {
      ...{ program: programs.get(provider.name)!, command: 'up', project: place.of.project, signal },
      ...{ env: programEnvironment(host), tell: (words) => tell(provider.name, words) },
    });
  };
  for (const one of providers) begun.set(one.name, make(one));
  const ended = await Promise.allSettled(begun.values());
  for (const [index, one] of ended.entries())
    if (one.status === 'rejected') throw failureOf(providers[index]!, one.reason, signal);
  return new Map(await Promise.all([...begun].map(async ([name, values]) => [name, await values] as const)));
}

async function serve(
  models: readonly Placed<ProvidedModel>[],
  program: string,
  { host, tell = show, signal }: ProvideWish,
): Promise<string | undefined> {
  if (models.length === 0) return undefined;
  const { serveModels } = await import('../../providers/model-runner.ts');
  try {
    return await serveModels(models, { program, env: programEnvironment(host), tell, signal });
  } catch (error) {
    throw failureOf(models[0]!, error, signal);
  }
}

/** Interrupted by the user, it is no failure of the program. */
function failureOf(of: Placed<object>, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const { message, hint } = error as Error & { readonly hint?: string };
  return new Failure(exitCodes.failure, placed(of, message), hint);
}

function show(name: string, words: string): void {
  process.stderr.write(`${harmless(name)} | ${harmless(words)}\n`);
}
