/** What a pod has to know of another one that it waits for, or that waits for it. */
export interface PeerState {
  readonly pod: string;
  /** Which one of all pods of that name it is: its first holder. Empty while that is not known, as for one that was taken over. */
  readonly made: string;
  /** How often it was restarted on request, or with another specification. */
  readonly generation: number;
  /** Every app container has run. */
  readonly hasRun: boolean;
  /** It is Ready, and nothing of it is on the way down. */
  readonly ready: boolean;
  /** Something of it runs. */
  readonly alive: boolean;
  /** It has ended, and why. */
  readonly over?: { readonly phase: 'Succeeded' | 'Failed'; readonly message: string };
  /** By name. */
  readonly containers: Readonly<Record<string, PeerContainer>>;
  /** Its app containers. */
  readonly apps: readonly string[];
}

export interface PeerContainer {
  readonly hasRun: boolean;
  readonly ready: boolean;
  /** It has exited and is not started again. */
  readonly exitCode?: number;
  /** Its startup or readiness probe has failed for good: the last answer. */
  readonly unhealthy?: string;
}
