import { execa } from 'execa';
import type { ProvidedModel } from '../pod/provided.ts';
import { ProviderError } from './provider-error.ts';

/** The plugin `docker-model`, which talks to Docker Model Runner. */
export interface ModelRunner {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** Hears how it goes on with a model. */
  readonly tell: (model: string, words: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Has Docker Model Runner serve models, those that it lacks pulled first. Source: docker/compose `pkg/compose/model.go`.
 * @returns the address at which they are served.
 * @throws ProviderError
 */
export async function serveModels(models: readonly ProvidedModel[], runner: ModelRunner): Promise<string> {
  const there = tagsIn(await ask(runner, ['ls', '--json']));
  for (const one of models) {
    if (!there.includes(one.model)) await pull(one, runner);
    await ask(runner, configureArguments(one));
  }
  const endpoint = endpointIn(await ask(runner, ['status', '--json']));
  if (endpoint === undefined)
    throw new ProviderError(
      'Docker Model Runner does not say where it serves models',
      '`docker model status --json` must have an endpoint: is Docker Model Runner turned on?',
    );
  return endpoint;
}

async function pull({ name, model }: ProvidedModel, { tell, ...runner }: ModelRunner): Promise<void> {
  tell(name, `${model} is pulled`);
  await ask({ ...runner, tell }, ['pull', model]);
}

/** The flags of the runtime stand after `--`. */
export function configureArguments({ model, contextSize, runtimeFlags }: ProvidedModel): readonly string[] {
  const size = contextSize === undefined || contextSize <= 0 ? [] : ['--context-size', String(contextSize)];
  return ['configure', ...size, model, ...(runtimeFlags.length === 0 ? [] : ['--', ...runtimeFlags])];
}

async function ask({ program, env, signal }: ModelRunner, args: readonly string[]): Promise<string> {
  const asked = await execa(program, args, {
    ...{ env, extendEnv: false, cancelSignal: signal, reject: false, stdin: 'ignore' },
  });
  if (signal.aborted) throw new ProviderError('the models were interrupted');
  if (asked.exitCode === 0) return asked.stdout;
  const last = `${asked.stdout}\n${asked.stderr}`.trim().split('\n').at(-1) || asked.shortMessage;
  throw new ProviderError(`docker model ${args.join(' ')} failed: ${last}`);
}

function tagsIn(text: string): readonly string[] {
  const found = parsed(text);
  return Array.isArray(found) ? found.flatMap(({ tags }) => (Array.isArray(tags) ? tags : [])) : [];
}

function endpointIn(text: string): string | undefined {
  const found = parsed(text) as { readonly endpoint?: unknown } | undefined;
  return typeof found?.endpoint === 'string' ? found.endpoint : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
