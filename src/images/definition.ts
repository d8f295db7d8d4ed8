/**
 * What an image is made of, as `images/<name>/image.json` says it; `packages.txt` beside it lists the Debian packages.
 * Both ways of building have the same content: the Dockerfile lets the packages' maintainer scripts run, the way
 * without a registry does by itself what they would have done, and that is why links and bundles are listed here.
 */
export interface ImageDefinition {
  readonly description: string;
  /** The official image whose place it takes, without a registry: `haproxy:2.6`. */
  readonly standsFor?: string;
  /** It takes minutes of a processor, so it is made only where its name is asked for, and not with `all`. */
  readonly whenNamed?: boolean;
  /** A second, stable name for people: `outrider/demo:0.1`. */
  readonly alias?: string;
  readonly users?: readonly ImageUser[];
  readonly directories?: readonly ImageDirectory[];
  readonly files?: readonly ImageFile[];
  /** Programs from Python's package index, which carry their binary. */
  readonly wheels?: readonly ImageWheel[];
  /** A program that is compiled on this machine, for no registry has it ready. */
  readonly build?: ImageBuild;
  /** Path in the image to link target. */
  readonly symlinks?: Readonly<Record<string, string>>;
  /** Path in the image to a directory in it, all files of which are joined there: certificates. */
  readonly bundles?: Readonly<Record<string, string>>;
  /** Commands that are run in the finished image once: file capabilities, caches that each start would make anew. */
  readonly commands?: readonly (readonly string[])[];
  readonly config: ImageConfig;
}

/** A user with a group of the same name and id. */
export interface ImageUser {
  readonly name: string;
  readonly id: number;
  readonly home: string;
}

export interface ImageDirectory {
  readonly path: string;
  /** Octal, as in `0755`. */
  readonly mode: string;
  /** The id of the user and of the group; root if absent. */
  readonly owner?: number;
}

/** A wheel, and what of it goes where: `from` is a path in it. */
export interface ImageWheel {
  readonly package: string;
  readonly version: string;
  readonly files: readonly ImageFile[];
}

/** How a program is compiled, from sources that a package registry has. */
export interface ImageBuild {
  /**
   * A shell script of the image's folder. It runs in an empty folder, with the image's folder as its first argument; each
   * line that it prints tells a person what it does now, and what it says on stderr last is why it failed.
   */
  readonly script: string;
  /** What it takes: programs, or absolute paths of files, to the Debian packages that have them. */
  readonly tools: Readonly<Record<string, string>>;
  /** What of it goes where: `from` is a path in the folder that it ran in. */
  readonly files: readonly ImageFile[];
}

export interface ImageFile {
  /** Relative to the folder of the image. */
  readonly from: string;
  readonly to: string;
  /** Octal, as in `0755`. */
  readonly mode: string;
}

/** In Docker's own names: what `docker inspect` shows under `Config`. */
interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly StopSignal?: string;
  readonly ExposedPorts?: Readonly<Record<string, Readonly<Record<string, never>>>>;
}
