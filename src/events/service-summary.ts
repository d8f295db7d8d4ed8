/** A Service and what is behind it. */
export interface ServiceSummary {
  /** `NAMESPACE/NAME`. */
  readonly service: string;
  readonly serviceType: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  /** Absent for a headless Service and an `ExternalName`. */
  readonly clusterIP?: string;
  readonly externalName?: string;
  readonly ports: readonly ServicePortSummary[];
  /** Labels that a pod behind it has. */
  readonly selector: Readonly<Record<string, string>>;
  /** The names of the pods that the selector names, also of those that have no address. */
  readonly selected: readonly string[];
  readonly endpoints: readonly EndpointSummary[];
}

export interface ServicePortSummary {
  readonly name?: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly targetPort: number | string;
}

/** An address behind a Service. */
export interface EndpointSummary {
  readonly ip: string;
  /** Absent for an address that the files give. */
  readonly pod?: string;
  /** New connections go there. */
  readonly ready: boolean;
  readonly terminating: boolean;
  /** Where each port of the Service leads, in its order; `null` for one that the pod does not have. */
  readonly ports: readonly (number | null)[];
}
