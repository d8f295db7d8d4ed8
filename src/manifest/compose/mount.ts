/** What a service mounts, and where. */
export type ComposeMount = {
  /** The absolute path in the container. */
  readonly target: string;
  readonly readOnly: boolean;
} & (
  | {
      readonly type: 'bind';
      /** The path on the host. */
      readonly source: string;
      /** Whether a directory is made when there is nothing at the source. */
      readonly create: boolean;
      /** How mounts below it spread; the engine's `rprivate` when left out. */
      readonly propagation?: string;
      readonly selinux?: 'z' | 'Z';
      readonly recursive?: 'disabled' | 'writable' | 'readonly';
    }
  | {
      readonly type: 'volume';
      /** The name of the volume; an anonymous one when left out. */
      readonly source?: string;
      /** A relative path in the volume that is mounted instead of all of it. */
      readonly subpath?: string;
      /** Whether an empty volume stays empty, whatever the image has at the target. */
      readonly nocopy: boolean;
      /** Of an anonymous one. */
      readonly labels?: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'tmpfs';
      /** The most it may hold, in bytes; no limit when left out. */
      readonly sizeBytes?: number;
      /** What else mount(8) is told. */
      readonly options: readonly string[];
    }
);
