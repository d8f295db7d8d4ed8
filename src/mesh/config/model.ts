/** What a proxy works by, as its admin interface tells. */
export interface ProxyConfig {
  readonly listeners: readonly Listener[];
  /** By the name that listeners call them. */
  readonly routes: ReadonlyMap<string, readonly VirtualHost[]>;
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** By the name of their cluster. */
  readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>;
  /** What the proxy did not take; it goes on with what it had. */
  readonly rejected: readonly Rejected[];
}

export interface Listener {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Hands connections on to the listener of their original destination. */
  readonly usesOriginalDestination: boolean;
  readonly chains: readonly FilterChain[];
  /** Takes what no chain takes. */
  readonly fallback?: FilterChain;
}

export interface FilterChain {
  readonly name: string;
  readonly match: ChainMatch;
  readonly takes: Takes;
}

/** An empty list, or nothing, takes everything. */
export interface ChainMatch {
  readonly port?: number;
  /** Addresses as `ADDRESS/LENGTH`. */
  readonly ranges: readonly string[];
  readonly transport?: string;
  readonly protocols: readonly string[];
  readonly serverNames: readonly string[];
}

export type Takes =
  | { readonly as: 'http'; readonly routes: string | readonly VirtualHost[] }
  | { readonly as: 'tcp'; readonly destinations: readonly Destination[] }
  | { readonly as: 'other' };

export interface VirtualHost {
  readonly name: string;
  readonly domains: readonly string[];
  readonly routes: readonly Route[];
}

export interface Destination {
  readonly cluster: string;
  /** Parts of the sum of all weights. */
  readonly weight: number;
}

export interface Route {
  readonly name?: string;
  /** The rule that it comes from, as `KIND NAMESPACE/NAME`. */
  readonly rule?: string;
  readonly match: RouteMatch;
  readonly action: RouteAction;
  readonly fault?: Fault;
  readonly headers: readonly string[];
}

export type RouteAction =
  | {
      readonly do: 'forward';
      readonly destinations: readonly Destination[];
      /** Absent: no limit. */
      readonly timeoutMs?: number;
      readonly retries?: Retries;
      readonly rewrite?: string;
      readonly mirrors: readonly { readonly cluster: string; readonly percent: number }[];
      /** What keeps a client at one endpoint. */
      readonly hashedBy: readonly string[];
    }
  | { readonly do: 'redirect'; readonly status: number; readonly to: string }
  | { readonly do: 'answer'; readonly status: number };

export interface Retries {
  readonly attempts: number;
  readonly on: string;
  readonly perTryMs?: number;
}

export interface Fault {
  readonly abort?: { readonly status: number; readonly percent: number };
  readonly delay?: { readonly ms: number; readonly percent: number };
}

/** All of them have to hold. */
export interface RouteMatch {
  readonly path: TextMatch & { readonly ignoresCase: boolean };
  readonly headers: readonly NamedMatch[];
  readonly query: readonly NamedMatch[];
}

export type TextMatch =
  | { readonly by: 'exact' | 'prefix' | 'suffix' | 'contains' | 'regex' | 'segments'; readonly value: string }
  | { readonly by: 'present' }
  /** A kind of match that is not known here: nothing can be said. */
  | { readonly by: 'unknown' };

export type NamedMatch = TextMatch & { readonly name: string; readonly inverted: boolean };

export interface Cluster {
  readonly name: string;
  /** The Service, where it is one. */
  readonly host?: string;
  readonly subset?: string;
  readonly port?: number;
  /** `ORIGINAL_DST` sends to where the client wanted; `STATIC` without endpoints sends nowhere. */
  readonly type: string;
  /** Ejects endpoints that answer errors. */
  readonly ejects: boolean;
}

export interface Endpoint {
  readonly address: string;
  readonly port?: number;
  /** `HEALTHY`, `UNHEALTHY`, … as Envoy says. */
  readonly health: string;
  /** The pods' workload, as istiod names it. */
  readonly workload?: string;
  readonly mutualTls: boolean;
}

export interface Rejected {
  /** The kind of resource: listener, cluster, route. */
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  /** RFC 3339. */
  readonly time?: string;
}
