/** Which cluster a command means, in the place of an engine. */
export interface ClusterOptions {
  /** A context of the person's kubeconfig. */
  readonly context?: string;
  /** Default: the one of the context. */
  readonly namespace?: string;
  /** Of the init container that loads capture rules. */
  readonly captureImage?: string;
}

/** A command that was given `--context`. */
export type OnCluster<T> = T & { readonly context: string };

export function isOnCluster<T extends ClusterOptions>(options: T): options is OnCluster<T> {
  return options.context !== undefined;
}

/** The commands that can do their work on a cluster. */
export const commandsOnClusters: readonly string[] = [
  'up',
  'down',
  'ps',
  'logs',
  'attach',
  'why',
  'timeline',
  'compare',
];
