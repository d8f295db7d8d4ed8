import { execa } from 'execa';
import type { ImageBuild } from '../../../pod/image-build.ts';
import { EngineError } from '../../../supervisor/ports.ts';
import type { BuildRequest } from './engine-build.ts';

/** The docker command of this machine, told which engine is meant. */
export interface DockerCommand {
  /** Words before the command: `--host` and the address, or none for what the command takes by itself. */
  readonly options: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const askMs = 10_000;

/** Whether the docker command is there and has the buildx plugin, which brings BuildKit. */
export async function hasBuildx({ env }: DockerCommand, signal: AbortSignal): Promise<boolean> {
  const asked = await execa('docker', ['buildx', 'version'], {
    env,
    extendEnv: false,
    timeout: askMs,
    cancelSignal: signal,
    reject: false,
    stdin: 'ignore',
  });
  return asked.exitCode === 0;
}

/**
 * Builds an image with BuildKit. It ends when the signal fires.
 * @throws EngineError with the last lines of what BuildKit says: the step and its place in the Dockerfile.
 */
export async function buildxBuild(
  { options, env }: DockerCommand,
  request: BuildRequest,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { build, image } = request;
  const last: string[] = [];
  const child = execa('docker', [...options, ...buildxArguments(request)], {
    env,
    extendEnv: false,
    cancelSignal: signal,
    reject: false,
    all: true,
    buffer: false,
    ...(build.dockerfileInline === undefined ? { stdin: 'ignore' } : { input: build.dockerfileInline }),
  });
  for await (const line of child.iterable({ from: 'all' })) {
    onLine(line);
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  }
  const { exitCode } = await child;
  if (signal.aborted) throw new EngineError('aborted', 'the build was interrupted');
  if (exitCode === 0) return;
  const words = last.map((line) => `  | ${line}`).join('\n');
  throw new EngineError(
    'engine',
    `cannot build ${image}: BuildKit ended with ${exitCode ?? 'a signal'}\n${words}`,
    {
      hint: 'Mend the Dockerfile at the line that is shown.',
    },
  );
}

const LAST_LINES = 15;

/** The command line of `docker` for a build. Secrets are named, so that their values stand in no list of arguments. */
export function buildxArguments({ image, build, platform }: BuildRequest): readonly string[] {
  const many = (flag: string, values: readonly string[] = []): readonly string[] =>
    values.flatMap((value) => [flag, value]);
  const one = (flag: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [flag, String(value)];
  return [
    ...['buildx', 'build', '--load', '--progress', 'plain'],
    ...many('--tag', [image, ...(build.tags ?? [])]),
    ...one('--file', dockerfileOf(build)),
    ...many('--build-arg', pairs(build.args)),
    ...many('--label', pairs(build.labels)),
    ...one('--target', build.target),
    ...many('--cache-from', build.cacheFrom),
    ...many('--cache-to', build.cacheTo),
    ...(build.noCache ? ['--no-cache'] : []),
    ...(build.pull ? ['--pull'] : []),
    ...one('--network', build.network),
    ...one('--shm-size', build.shmBytes),
    ...many(
      '--ulimit',
      build.ulimits?.map(({ name, soft, hard }) => `${name}=${soft}:${hard}`),
    ),
    ...many('--add-host', build.extraHosts),
    ...many('--ssh', build.ssh),
    ...many(
      '--secret',
      build.secrets?.map(
        ({ id, file, environment }) =>
          `id=${id},${file === undefined ? `env=${environment}` : `src=${file}`}`,
      ),
    ),
    ...many('--build-context', pairs(build.additionalContexts)),
    ...one('--platform', platform),
    build.context,
  ];
}

function dockerfileOf({ context, dockerfile, dockerfileInline }: ImageBuild): string | undefined {
  if (dockerfileInline !== undefined) return '-';
  if (dockerfile === undefined || dockerfile.startsWith('/') || !context.startsWith('/')) return dockerfile;
  return `${context}/${dockerfile}`;
}

function pairs(given: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.entries(given).map(([name, value]) => `${name}=${value}`);
}
