import type { BuildSecret, ImageBuild } from '../../pod/image-build.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { ComposeBuild } from './build-schema.ts';
import { parseBytes } from './bytes.ts';
import { said } from './engine/said.ts';
import { ulimitsOf } from './engine/ulimits.ts';
import type { ComposeFile, Service } from './schema.ts';

/** How the image of a service is built; undefined where nothing says so. Problems go to `problems`. */
export function buildOf(
  name: string,
  service: Service,
  file: ComposeFile,
  problems: Problem[],
): ImageBuild | undefined {
  const { build, pull_policy: policy } = service;
  const at: Path = ['services', name, 'build'];
  if (build === undefined) {
    if (policy === 'build')
      problems.push(error('compose', ['services', name, 'pull_policy'], 'is build, but there is no `build`'));
    return undefined;
  }
  const { context = '', dockerfile, dockerfile_inline: dockerfileInline } = build;
  if (dockerfile !== undefined && dockerfileInline !== undefined)
    problems.push(
      error('compose', [...at, 'dockerfile_inline'], 'stands beside dockerfile: only one can be built', {
        on: 'key',
      }),
    );
  const { platform } = service;
  if (platform && build.platforms?.length && !build.platforms.includes(platform))
    problems.push(
      error('compose', [...at, 'platforms'], `does not name the platform of the service, ${platform}`, {
        on: 'key',
      }),
    );
  return said({
    context,
    dockerfile,
    dockerfileInline,
    args: build.args,
    target: build.target,
    labels: build.labels,
    tags: build.tags,
    cacheFrom: build.cache_from,
    cacheTo: build.cache_to,
    noCache: build.no_cache,
    pull: build.pull,
    network: build.network,
    shmBytes: sharedMemory(build, at, problems),
    ulimits: ulimitsOf(build.ulimits),
    extraHosts: build.extra_hosts,
    ssh: build.ssh,
    secrets: secretsOf(build, file, at, problems),
    additionalContexts: contextsOf(build, file, at, problems),
    always: policy === 'build' || undefined,
  });
}

function sharedMemory({ shm_size: size }: ComposeBuild, at: Path, problems: Problem[]): number | undefined {
  if (size === undefined) return undefined;
  const bytes = parseBytes(size);
  if (bytes === undefined)
    problems.push(error('compose', [...at, 'shm_size'], `needs a size such as 64m, found ${String(size)}`));
  return bytes;
}

function secretsOf(
  { secrets = [] }: ComposeBuild,
  { secrets: declared = {} }: ComposeFile,
  at: Path,
  problems: Problem[],
): readonly BuildSecret[] {
  return secrets.flatMap(({ source = '', target = source }, index) => {
    const { file, environment } = declared[source] ?? {};
    const from = [...at, 'secrets', index];
    if (!Object.hasOwn(declared, source))
      problems.push(
        error('missing-reference', from, `there is no secret ${source} under secrets`, { bare: true }),
      );
    else if (file === undefined && environment === undefined)
      problems.push(
        error('compose', from, `secret ${source} needs a file or environment to be built with`, {
          bare: true,
        }),
      );
    else return [said({ id: target, file, environment: file === undefined ? environment : undefined })];
    return [];
  });
}

/** A context that is a service is the image of that service. */
function contextsOf(
  { additional_contexts: contexts = {} }: ComposeBuild,
  { services = {} }: ComposeFile,
  at: Path,
  problems: Problem[],
): Readonly<Record<string, string>> {
  const named = Object.entries(contexts).map(([key, value]) => {
    const other = /^service:(.+)$/.exec(value)?.[1];
    if (other === undefined) return [key, value] as const;
    const image = services[other]?.image;
    if (image === undefined)
      problems.push(
        error('missing-reference', [...at, 'additional_contexts', key], `there is no service ${other}`),
      );
    return [key, `docker-image://${image}`] as const;
  });
  return Object.fromEntries(named);
}
