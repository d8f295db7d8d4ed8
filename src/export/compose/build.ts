import type { BuildSecret, ImageBuild } from '../../pod/image-build.ts';
import { given } from './service.ts';

/** The `secrets` of the file that builds read. */
export interface ExportSecrets {
  /** The name of a secret, which is its id where no other one has it. */
  readonly add: (secret: BuildSecret) => string;
  readonly all: () => Readonly<Record<string, unknown>>;
}

export function createSecrets(): ExportSecrets {
  const known = new Map<string, string>();
  const sources = new Map<string, unknown>();
  return {
    add({ id, file, environment }) {
      const source = given({ file, environment });
      const key = JSON.stringify([id, source]);
      let name = known.get(key) ?? id;
      for (let number = 2; !known.has(key) && sources.has(name); number++) name = `${id}-${number}`;
      known.set(key, name);
      sources.set(name, source);
      return name;
    },
    all: () => Object.fromEntries(sources),
  };
}

/** How the image of a service is built, in Compose's words. */
export function buildSection(
  build: ImageBuild | undefined,
  secrets: ExportSecrets,
): Readonly<Record<string, unknown>> | undefined {
  if (build === undefined) return undefined;
  return given({
    context: build.context,
    dockerfile: build.dockerfile,
    dockerfile_inline: build.dockerfileInline,
    args: build.args,
    target: build.target,
    labels: build.labels,
    tags: build.tags,
    cache_from: build.cacheFrom,
    cache_to: build.cacheTo,
    no_cache: build.noCache,
    pull: build.pull,
    network: build.network,
    shm_size: build.shmBytes,
    ulimits: Object.fromEntries((build.ulimits ?? []).map(({ name, soft, hard }) => [name, { soft, hard }])),
    extra_hosts: build.extraHosts,
    ssh: build.ssh,
    secrets: (build.secrets ?? []).map((one) => ({ source: secrets.add(one), target: one.id })),
    additional_contexts: build.additionalContexts,
  });
}
