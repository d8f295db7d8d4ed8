/** A Service of Kubernetes (core/v1), as far as the pods of a run need it. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  /** Labels that a pod behind it has, all of them. Empty selects nothing. */
  readonly selector: Readonly<Record<string, string>>;
  /** It has no address: `clusterIP: None`, where names lead to the pods themselves, or `ExternalName`. */
  readonly headless: boolean;
  /** Of an `ExternalName`: the name that this one stands for. */
  readonly externalName?: string;
  /** Of a Service without a selector: what its `Endpoints` and `EndpointSlice` documents say. */
  readonly given?: readonly GivenEndpoint[];
  /** The address that the manifest asks for; otherwise one of the project's network is taken. */
  readonly clusterIP?: string;
  readonly ports: readonly ServicePort[];
  /** `sessionAffinity: ClientIP`: a client keeps its pod for as long as that pod is ready. */
  readonly sticky: boolean;
  /** Pods that are not ready count as well. */
  readonly publishNotReady: boolean;
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  /** A number, or the name of a port of each pod. */
  readonly targetPort: number | string;
}

/** An address that the files give to a Service. */
export interface GivenEndpoint {
  /** IPv4. */
  readonly ip: string;
  /** Its own name below that of the Service. */
  readonly hostname?: string;
  readonly ready: boolean;
  /** A port belongs to the port of the Service that has its name. */
  readonly ports: readonly {
    readonly name?: string;
    readonly port: number;
    readonly protocol: 'TCP' | 'UDP';
  }[];
}

/** A port of a Service that this machine leads to the pods behind it (`NodePort`, `LoadBalancer`). */
export interface PublishedServicePort {
  /** `NAMESPACE/NAME` of the Service. */
  readonly service: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  /** The port of this machine; 0 lets the engine choose. */
  readonly hostPort: number;
  /** The port of the gateway, the container that publishes. */
  readonly gatewayPort: number;
}

/** A selector that asks for nothing selects nothing, as for a Service without one. */
export function selects(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** The forms of a name that programs on a cluster use. */
export function dnsNames(name: string, namespace: string): readonly string[] {
  const domain = `${name}.${namespace}`;
  return [name, domain, `${domain}.svc`, `${domain}.svc.cluster.local`];
}

/** `NAMESPACE/NAME`. */
export function serviceKey({ namespace, name }: Pick<Service, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}
