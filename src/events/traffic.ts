/** A capture rule and what it has matched so far. */
export interface TrafficRule {
  readonly name: string;
  /** As in `nat OUTPUT`. */
  readonly chain: string;
  /** What becomes of what it matches, in words. */
  readonly verdict: string;
  readonly purpose: string;
  readonly packets: number;
  readonly bytes: number;
}

/** A connection as the kernel keeps it. */
export interface TrafficFlow {
  readonly protocol: string;
  /** TCP only, as in `ESTABLISHED`. */
  readonly state?: string;
  readonly phase: 'opening' | 'open' | 'closing' | 'closed';
  /** `address:port` of who opened it. */
  readonly source: string;
  /** `address:port` that it was addressed to, also where a proxy has taken it. */
  readonly destination: string;
  /** A listener of the proxy, or `none`. */
  readonly takenBy: string;
  readonly rule?: string;
  /** Why, in words. */
  readonly why: string;
}

/** The rules in a pod's namespace, in the order in which packets meet them, and the connections there. */
export interface Traffic {
  readonly rules: readonly TrafficRule[];
  readonly flows: readonly TrafficFlow[];
}

/** What a container uses. */
export interface ContainerUsage {
  readonly container: string;
  /** 100 is one core. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}
