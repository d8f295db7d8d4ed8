import type { ExecStep } from './exec-options.ts';

export const watchActions = ['sync', 'sync+restart', 'sync+exec', 'restart', 'rebuild'] as const;

export type WatchAction = (typeof watchActions)[number];

/**
 * What is done for a container when files of this machine change (`up --watch`). Names and meanings are those of
 * `develop.watch` of a Compose file.
 */
export interface FileWatch {
  readonly action: WatchAction;
  /** An absolute path of this machine: a folder or a file. */
  readonly path: string;
  /** Where the files go in the container, for the actions that copy. */
  readonly target?: string | undefined;
  /** Patterns in the syntax of `.dockerignore`, from `path`. */
  readonly ignore?: readonly string[] | undefined;
  /** Only paths that match one of these count, where there are any. */
  readonly include?: readonly string[] | undefined;
  /** Every file is copied when the watch begins. */
  readonly initialSync?: boolean | undefined;
  /** The command of `sync+exec`. */
  readonly exec?: ExecStep | undefined;
}
