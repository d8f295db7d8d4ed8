import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';
import type { GivenEndpoint, Service, ServicePort } from '../pod/service.ts';
import type { PodState } from './pod-state.ts';

/** An address behind a Service, with the conditions that an EndpointSlice has. */
export interface ServiceEndpoint {
  readonly ip: string;
  /** The pod behind it; absent for an address that the files give. */
  readonly pod?: Pod;
  /** Its own name below that of a headless Service. */
  readonly hostname: string | undefined;
  /** Names lead there, and new connections. */
  readonly ready: boolean;
  /** It is ready, whether or not it has been told to end. */
  readonly serving: boolean;
  readonly terminating: boolean;
  /** Where each port of the Service leads, in its order; undefined for one that it does not have. */
  readonly ports: readonly (number | undefined)[];
}

/** Finds what is behind a Service, ready or not, in the order of the files. */
export type EndpointLookup = (service: Service) => readonly ServiceEndpoint[];

/**
 * The lookup while the pods are as they are. It asks only pods that have one label of the selector, and each Service once:
 * thousands of Services and hundreds of pods are looked through in a moment.
 */
export function endpointLookup(pods: readonly PodState[]): EndpointLookup {
  const byLabel = new Map<string, PodState[]>();
  for (const state of pods)
    for (const label of Object.entries(state.pod.labels)) {
      const key = labelKey(state.pod.namespace, label);
      const found = byLabel.get(key);
      if (found) found.push(state);
      else byLabel.set(key, [state]);
    }
  const known = new WeakMap<Service, readonly ServiceEndpoint[]>();
  return (service) => {
    const before = known.get(service);
    if (before) return before;
    const found = [
      ...podsBehind(service, byLabel).map((state) => endpointOfPod(service, state)),
      ...(service.given ?? []).map((given) => givenEndpoint(service, given)),
    ];
    known.set(service, found);
    return found;
  };
}

type Addressed = PodState & { readonly ip: string };

/** The pods that have every label of the selector, and an address. */
function podsBehind(
  { selector, namespace }: Service,
  byLabel: ReadonlyMap<string, readonly PodState[]>,
): readonly Addressed[] {
  const [first, ...rest] = Object.entries(selector);
  if (!first) return [];
  const candidates = byLabel.get(labelKey(namespace, first)) ?? [];
  return candidates.filter(
    (state): state is Addressed =>
      state.ip !== undefined && rest.every(([key, value]) => state.pod.labels[key] === value),
  );
}

function labelKey(namespace: string, [name, value]: readonly [string, string]): string {
  return `${namespace} ${name}=${value}`;
}

function endpointOfPod(service: Service, { pod, ip, ready, terminating }: Addressed): ServiceEndpoint {
  return {
    ip,
    pod,
    hostname: ownName(pod, service),
    ready: service.publishNotReady || (ready && !terminating),
    serving: service.publishNotReady || ready,
    terminating,
    ports: service.ports.map((port) => targetPort(port, pod)),
  };
}

/** `web-0`: the name that a pod has below a Service, by `subdomain` or as one of a StatefulSet. */
function ownName({ network }: Pod, { name, namespace }: Service): string | undefined {
  if (network.aliases.length === 0) return undefined;
  const domain = `.${name}.${namespace}.svc.cluster.local`;
  return network.aliases.find((alias) => alias.endsWith(domain))?.slice(0, -domain.length);
}

function givenEndpoint(service: Service, { ip, hostname, ready, ports }: GivenEndpoint): ServiceEndpoint {
  const isReady = ready || service.publishNotReady;
  return {
    ip,
    hostname,
    ...{ ready: isReady, serving: isReady, terminating: false },
    ports: service.ports.map(
      ({ name, protocol }) =>
        ports.find((one) => (one.name ?? '') === (name ?? '') && one.protocol === protocol)?.port,
    ),
  };
}

/**
 * Where connections to one port of a Service go: `ADDRESS:PORT`, one for each ready endpoint that has the port. Where none
 * is ready, those that are about to end and still serve. Source: kubernetes `pkg/proxy/topology.go`, KEP-1669.
 *
 * @param index which port of the Service.
 */
export function targetsOf(index: number, endpoints: readonly ServiceEndpoint[]): readonly string[] {
  const ready = endpoints.filter((one) => one.ready);
  const used = ready.length > 0 ? ready : endpoints.filter((one) => one.serving && one.terminating);
  return used.flatMap(({ ip, ports }) => (ports[index] === undefined ? [] : [`${ip}:${ports[index]}`]));
}

/** Source: kubernetes `pkg/api/v1/pod`, FindPort: the ports of app containers first, then those of sidecars. */
function targetPort({ targetPort, protocol }: ServicePort, pod: Pod): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  const containers = [...pod.containers, ...allContainers(pod).filter(({ role }) => role === 'sidecar')];
  return containers
    .flatMap(({ ports }) => ports)
    .find((port) => port.name === targetPort && port.protocol === protocol)?.containerPort;
}
