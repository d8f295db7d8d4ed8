import type { ProjectNetwork } from './network-wish.ts';

/** How a pod is found in its network, and what it finds there. */
export interface PodNetwork {
  readonly hostname: string;
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  readonly dns: {
    readonly nameservers: readonly string[];
    readonly searches: readonly string[];
    readonly options: readonly string[];
  };
  /** Names under which other pods of the project reach this one: its own and those of its Services. */
  readonly aliases: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  /** What the network of the project is to be like; every pod of a run has the same. */
  readonly project?: ProjectNetwork;
}
