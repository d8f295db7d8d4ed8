/** What the network of a project is to be like. It is made with the project's first pod, and goes with its last one. */
export interface ProjectNetwork {
  /** As the engine calls one that somebody else has made: it must be there, and stays. */
  readonly name?: string | undefined;
  /** Whether pods have IPv6 addresses too. */
  readonly ipv6?: boolean | undefined;
  /** Address ranges as CIDR, at most one of each family. */
  readonly subnets?: readonly string[] | undefined;
  /** The largest packet in bytes. */
  readonly mtu?: number | undefined;
}
