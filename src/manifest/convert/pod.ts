import { DEFAULT_RESTART_POLICY, DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS } from '../../pod/defaults.ts';
import type { CaptureOptions, Container, Pod, PodSecurityContext } from '../../pod/model.ts';
import { podFieldHole } from '../../pod/pod-fields.ts';
import { type Service, serviceKey } from '../../pod/service.ts';
import { apiVariables, serviceVariables } from '../../pod/service-variables.ts';
import { completeCapture, isIstioInit, readCapture } from '../capture-source.ts';
import { readEngine } from '../engine-source.ts';
import { onceForEach } from '../once-for-each.ts';
import { readProvided } from '../provided-source.ts';
import type { ContainerInput } from '../schema/container.ts';
import type { PodSource, Sources } from '../sources.ts';
import { waitForOf } from '../wait-for.ts';
import { wantsApi, withApi } from './api-access.ts';
import { convertContainer } from './container.ts';
import type { Surroundings } from './env.ts';
import type { Node } from './fields.ts';
import { immutableData } from './immutable-data.ts';
import { podLocations } from './locations.ts';
import { missingData } from './missing-data.ts';
import { convertNetwork } from './network.ts';
import { portsOnNode } from './ports-on-node.ts';
import { gatewaysOf, servicePortsOf } from './service-host-ports.ts';
import { convertVolumes } from './volumes.ts';

/** What a pod is converted with, besides the files. */
export interface ConvertOptions {
  readonly node: Node;
  readonly services: readonly Service[];
  /** Pods that mount a token of their account reach the API of the project. */
  readonly api?: boolean;
}

/** A pod that passed every rule, completed with defaults, its references resolved. */
export function convertPod(source: PodSource, sources: Sources, options: ConvertOptions): Pod {
  const api = wantsApi(source, options.api ?? false);
  const pod = convertSpec(source, sources, options, apiVariables(api ? { api } : {}));
  return api ? withApi(pod, source) : pod;
}

function convertSpec(
  pod: PodSource,
  sources: Sources,
  { node, services }: ConvertOptions,
  ofApi: ReadonlyMap<string, string>,
): Pod {
  const { spec, metadata } = pod;
  const links = spec.enableServiceLinks ?? true;
  const around: Surroundings = {
    ...{ pod, sources, node },
    serviceVariables: new Map([...(links ? variablesToFill(services)(pod.namespace) : []), ...ofApi]),
  };
  const source = readCapture(pod);
  const capture = source && completeCapture(source, pod);
  const { containers: forContainers = {}, volumes: forVolumes = {}, ...forPod } = readEngine(pod).options;
  const convert = (role: (input: ContainerInput) => Container['role']) => (input: ContainerInput) =>
    withHooks(
      withEngine(
        asProxy(portsOnNode(convertContainer(input, role(input), around), pod, sources), capture),
        forContainers,
      ),
    );
  const publishes = servicePortsOf(pod, sources);
  const gateways = gatewaysOf(pod, sources);
  const waitFor = waitForOf(pod, sources);
  const { provided, paths } = readProvided(pod);
  const deadline = shortest(spec.activeDeadlineSeconds, pod.job?.activeDeadlineSeconds);
  return {
    name: pod.name,
    namespace: pod.namespace,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    restartPolicy: spec.restartPolicy ?? DEFAULT_RESTART_POLICY,
    terminationGracePeriodSeconds: graceOf(spec),
    ...(deadline !== undefined && { activeDeadlineSeconds: deadline }),
    initContainers: (spec.initContainers ?? [])
      .filter((input) => !capture || !isIstioInit(input))
      .map(convert(({ restartPolicy }) => (restartPolicy === 'Always' ? 'sidecar' : 'init'))),
    containers: spec.containers.map(convert(() => 'app')),
    volumes: convertVolumes(around).map((volume) => withEngine(volume, forVolumes)),
    network: convertNetwork(pod, sources),
    ...(capture && { capture }),
    shareProcessNamespace: spec.shareProcessNamespace ?? false,
    securityContext: convertSecurity(spec.securityContext ?? {}),
    ...(waitFor.length > 0 && { waitFor }),
    ...(services.length > 0 && { services }),
    ...(publishes.length > 0 && { publishes }),
    ...(gateways.length > 0 && { gateways }),
    ...(!links && { serviceLinks: false }),
    ...(Object.keys(paths).length > 0 && { provided }),
    readinessGates: (spec.readinessGates ?? []).map(({ conditionType }) => conditionType),
    ...immutableData(pod, sources),
    ...missingData(pod, sources),
    ...(Object.keys(forPod).length > 0 && { engine: forPod }),
    defaultContainer: defaultContainer(pod),
    locations: podLocations(pod, source, paths),
  };
}

/** By namespace. The addresses are known when the pod has its own. */
const variablesToFill = onceForEach((services: readonly Service[]) => {
  const holes = services
    .filter((service) => !service.headless)
    .map((service) => [serviceKey(service), podFieldHole(`service.${serviceKey(service)}`)] as const);
  const addresses = new Map(holes);
  const known = new Map<string, ReadonlyMap<string, string>>();
  return (namespace: string): ReadonlyMap<string, string> => {
    const variables = known.get(namespace) ?? serviceVariables(services, addresses, namespace);
    known.set(namespace, variables);
    return variables;
  };
});

/** Source: kubernetes `pkg/registry/core/pod/strategy.go` and the kubelet take what is less than 0 for 1. A 0 becomes 1 when the pod ends. */
function graceOf({ terminationGracePeriodSeconds: given }: PodSource['spec']): number {
  if (given === undefined) return DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS;
  return given < 0 ? 1 : given;
}

/** What stands under its name among the options for the engine. */
function withEngine<T extends { readonly name: string }>(
  one: T,
  options: Readonly<Record<string, object>>,
): T {
  return Object.hasOwn(options, one.name) ? { ...one, engine: options[one.name] } : one;
}

/** The hooks of the engine's options, for which Kubernetes has no words. */
function withHooks(container: Container): Container {
  const { postStart, preStop } = container.engine ?? {};
  return {
    ...container,
    ...(postStart && { postStart: { type: 'execs', steps: postStart } }),
    ...(preStop && { preStop: { type: 'execs', steps: preStop } }),
  };
}

/** Capture knows the proxy by its uid and gid, so the proxy runs under these, whatever its image says. */
function asProxy(container: Container, capture: CaptureOptions | undefined): Container {
  if (!capture || capture.mode === 'NONE' || container.name !== capture.proxy) return container;
  const { proxyUid: runAsUser, proxyGid: runAsGroup } = capture;
  return { ...container, securityContext: { ...container.securityContext, runAsUser, runAsGroup } };
}

function convertSecurity(input: NonNullable<PodSource['spec']['securityContext']>): PodSecurityContext {
  const { runAsUser, runAsGroup, fsGroup, supplementalGroups = [] } = input;
  return {
    ...(runAsUser !== undefined && { runAsUser }),
    ...(runAsGroup !== undefined && { runAsGroup }),
    ...(fsGroup !== undefined && { fsGroup }),
    supplementalGroups,
  };
}

export const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

function defaultContainer({ metadata, spec }: PodSource): string {
  return metadata.annotations?.[DEFAULT_CONTAINER] ?? spec.containers[0]!.name;
}

function shortest(...limits: readonly (number | undefined)[]): number | undefined {
  const set = limits.filter((limit) => limit !== undefined);
  return set.length > 0 ? Math.min(...set) : undefined;
}
