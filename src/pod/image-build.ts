/** How an image is built that a container is made from. Names and meanings are those of Compose's `build`. */
export interface ImageBuild {
  /** The absolute path of a folder, or what the engine fetches by itself: an address of a repository or an archive. */
  readonly context: string;
  /** From the context; absent for `Dockerfile`. */
  readonly dockerfile?: string | undefined;
  /** The text of a Dockerfile, instead of a file. */
  readonly dockerfileInline?: string | undefined;
  readonly args?: Readonly<Record<string, string>> | undefined;
  /** The stage that is built; absent for the last one. */
  readonly target?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Further names of the image. */
  readonly tags?: readonly string[] | undefined;
  readonly cacheFrom?: readonly string[] | undefined;
  readonly cacheTo?: readonly string[] | undefined;
  readonly noCache?: boolean | undefined;
  /** The images that it is built from are pulled also where they are there. */
  readonly pull?: boolean | undefined;
  /** Of what `RUN` runs. */
  readonly network?: string | undefined;
  readonly shmBytes?: number | undefined;
  /** Of what `RUN` runs. */
  readonly ulimits?: readonly BuildUlimit[] | undefined;
  /** `HOST=IP`. */
  readonly extraHosts?: readonly string[] | undefined;
  readonly ssh?: readonly string[] | undefined;
  readonly secrets?: readonly BuildSecret[] | undefined;
  /** Folders, addresses or images by the name that the Dockerfile has for them. */
  readonly additionalContexts?: Readonly<Record<string, string>> | undefined;
  /** The image is built at each `up`, also where it is there (`pull_policy: build`). */
  readonly always?: boolean | undefined;
}

export interface BuildUlimit {
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/** A secret that `RUN --mount=type=secret` reads, from a file or a variable of this machine. */
export interface BuildSecret {
  readonly id: string;
  readonly file?: string | undefined;
  readonly environment?: string | undefined;
}

/** What only BuildKit can do for a build, in Compose's words; empty where the engine's own builder is enough. */
export function buildKitNeeds({ secrets, additionalContexts, ssh, cacheTo }: ImageBuild): readonly string[] {
  const asked = { secrets, additional_contexts: additionalContexts, ssh, cache_to: cacheTo };
  return Object.entries(asked).flatMap(([key, value]) =>
    value !== undefined && Object.keys(value).length > 0 ? [key] : [],
  );
}
