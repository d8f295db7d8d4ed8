import { execa } from 'execa';
import type { ServiceProvider } from '../pod/provided.ts';
import { missingOption, type ProviderCommand, parseMetadata, providerArguments } from './arguments.ts';
import { parseMessage, variableName } from './messages.ts';
import { ProviderError } from './provider-error.ts';

export interface ProviderRun {
  /** The absolute path of the program. */
  readonly program: string;
  readonly command: ProviderCommand;
  readonly project: string;
  readonly env: NodeJS.ProcessEnv;
  /** Hears how it goes on. */
  readonly tell: (words: string) => void;
  readonly signal: AbortSignal;
}

const askMs = 10_000;

/**
 * Has the program of a provider make its service, or take it away. Ends when the program does, or with the signal.
 * @returns the variables for the services that depend on it.
 * @throws ProviderError
 */
export async function runProvider(
  provider: ServiceProvider,
  { program, command, project, env, tell, signal }: ProviderRun,
): Promise<Readonly<Record<string, string>>> {
  const child = { env, extendEnv: false, cancelSignal: signal, reject: false, stdin: 'ignore' } as const;
  const asked = await execa(program, ['compose', 'metadata'], { ...child, timeout: askMs });
  const metadata = asked.exitCode === 0 ? parseMetadata(asked.stdout) : {};
  const missing = missingOption(provider, command, metadata);
  if (missing !== undefined)
    throw new ProviderError(`provider ${provider.type} needs the option ${missing} for ${command}`);
  const running = execa(program, providerArguments(provider, command, project, metadata), {
    ...child,
    buffer: { stdout: false },
  });
  const variables: Record<string, string> = {};
  let failed: string | undefined;
  for await (const line of running.iterable()) {
    const message = parseMessage(line);
    if (message.is === 'told') tell(message.words);
    else if (message.is === 'variable') variables[variableName(provider.name, message)] = message.value;
    else if (message.is === 'failed') failed ??= message.words;
    else if (message.is === 'unknown') failed ??= `its answer is not understood: ${message.words}`;
  }
  const { exitCode, stderr, message } = await running;
  if (signal.aborted) throw new ProviderError(`provider ${provider.name} was interrupted`);
  if (failed === undefined && exitCode !== 0) failed = failureOf(exitCode, stderr, message);
  if (failed !== undefined)
    throw new ProviderError(`provider ${provider.type} cannot ${WORDS[command]}: ${failed}`);
  return variables;
}

const WORDS: Readonly<Record<ProviderCommand, string>> = {
  up: 'make its service',
  down: 'take its service away',
};

function failureOf(exitCode: number | undefined, stderr: string, message: string | undefined): string {
  const last = stderr.trimEnd().split('\n').at(-1);
  if (last) return last;
  return exitCode === undefined ? (message ?? 'it did not run') : `it exited with ${exitCode}`;
}
