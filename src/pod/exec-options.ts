/** How a command is run in a container, where that differs from the container's own process. */
export interface ExecOptions {
  /** `NAME[:GROUP]` or numbers. */
  readonly user?: string | undefined;
  readonly workingDir?: string | undefined;
  /** `NAME=VALUE`, beside the variables of the container. */
  readonly env?: readonly string[] | undefined;
}

/** One of the commands of a hook. They run in their order; one that fails ends the hook. */
export interface ExecStep extends ExecOptions {
  readonly command: readonly string[];
}
