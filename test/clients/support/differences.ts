/** What is shown differently than by an API server and kubelet, and why it stays so. Each reason stands in docs/api.md. */
export interface Difference {
  /** Fields as `fieldsOf` names them. */
  readonly at: RegExp;
  readonly reason: string;
}

export const differences: readonly Difference[] = [
  {
    at: /^pods\/\S+ spec\.(serviceAccount|serviceAccountName)$/,
    reason: 'a cluster with service accounts fills it in too',
  },
  {
    at: /^pods\/\S+ status\.(init)?[cC]ontainerStatuses\[\S+\]\.image$/,
    reason: 'Docker’s names have no host of a registry',
  },
  {
    at: /^pods\/\S+ status\.(init)?[cC]ontainerStatuses\[\S+\]\.imageID$/,
    reason: 'the supervisors do not tell it',
  },
  {
    at: /^(deployments|replicasets)\/\S+ spec\.template\.spec\.nodeName$/,
    reason: 'the pods of the comparison name their node, as no scheduler runs beside it',
  },
  {
    at: /^endpoint(s|slices)\/\S+ metadata\.annotations\.endpoints\.kubernetes\.io\/last-change-trigger-time$/,
    reason: 'controllers measure themselves by it; there is none here',
  },
  {
    at: /^endpointslices\/\S+ metadata\.generation$/,
    reason: 'it counts how often the controller has written it',
  },
  {
    at: /^events\/\S+ involvedObject\.resourceVersion$/,
    reason: 'events are told of a container, not of a version of its pod',
  },
  {
    at: /^events\/\S+\/\/Scheduled /,
    reason: 'no scheduler runs beside the comparison; a cluster has this event too',
  },
  {
    at: /^events\/\S+\/\/(SuccessfulCreate|ScalingReplicaSet) /,
    reason: 'no controllers work here: the pods of a workload are made at once',
  },
  {
    at: /^events\/\S+\/\/MissingClusterDNS /,
    reason: 'the kubelet of the comparison has no DNS server for its pods; here they have one',
  },
];

/** Whether probes of a container that is starting fail before it is ready follows from the moment at which they are made. */
export const byChance: readonly RegExp[] = [/^events\/\S+\/Unhealthy /];
