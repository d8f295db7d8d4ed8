import { DEFAULT_IMAGE_PULL_POLICY } from '../../../pod/defaults.ts';
import type { KubernetesObject } from '../../../pod/origin.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A pod's specification as an API server completes it.
 *
 * @param written as a file has it.
 * @param nodeName where the pod runs.
 * Source: kubernetes `pkg/apis/core/v1/defaults.go`, `plugin/pkg/admission/{serviceaccount,priority,defaulttolerationseconds}`.
 */
export function completedSpec(written: KubernetesObject, nodeName: string): Fields {
  const { initContainers, containers, volumes, securityContext, ...rest } = written;
  const account = rest['serviceAccountName'] ?? rest['serviceAccount'] ?? 'default';
  return {
    ...rest,
    ...(isList(volumes) && { volumes: volumes.map(completedVolume) }),
    ...(isList(initContainers) && { initContainers: initContainers.map(completedContainer) }),
    containers: isList(containers) ? containers.map(completedContainer) : [],
    restartPolicy: rest['restartPolicy'] || 'Always',
    terminationGracePeriodSeconds: rest['terminationGracePeriodSeconds'] ?? 30,
    dnsPolicy: rest['dnsPolicy'] || 'ClusterFirst',
    ...{ serviceAccountName: account, serviceAccount: account },
    nodeName: rest['nodeName'] ?? nodeName,
    securityContext: securityContext ?? {},
    schedulerName: rest['schedulerName'] ?? 'default-scheduler',
    tolerations: [...(isList(rest['tolerations']) ? rest['tolerations'] : []), ...usualTolerations],
    priority: rest['priority'] ?? 0,
    enableServiceLinks: rest['enableServiceLinks'] ?? true,
    preemptionPolicy: rest['preemptionPolicy'] ?? 'PreemptLowerPriority',
  };
}

const usualTolerations = ['not-ready', 'unreachable'].map((what) => ({
  key: `node.kubernetes.io/${what}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

function completedContainer(container: Fields): Fields {
  const { env, ports, resources, ...rest } = container;
  return {
    ...rest,
    ...(isList(ports) && {
      ports: ports.map((port) => ({ ...port, protocol: port['protocol'] || 'TCP' })),
    }),
    ...(isList(env) && { env: env.map(completedVariable) }),
    resources: completedResources(resources),
    ...probesOf(rest),
    terminationMessagePath: rest['terminationMessagePath'] || '/dev/termination-log',
    terminationMessagePolicy: rest['terminationMessagePolicy'] || 'File',
    imagePullPolicy: rest['imagePullPolicy'] || DEFAULT_IMAGE_PULL_POLICY,
  };
}

/** What is not asked for follows from the limit. */
function completedResources(resources: unknown): Fields {
  if (!isMapping(resources)) return {};
  const { limits, requests } = resources;
  if (!isMapping(limits)) return resources;
  return { ...resources, requests: { ...limits, ...(isMapping(requests) ? requests : {}) } };
}

function completedVariable(variable: Fields): Fields {
  const { valueFrom } = variable;
  if (!isMapping(valueFrom) || !isMapping(valueFrom['fieldRef'])) return variable;
  return {
    ...variable,
    valueFrom: { ...valueFrom, fieldRef: { apiVersion: 'v1', ...valueFrom['fieldRef'] } },
  };
}

function probesOf(container: Fields): Fields {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) => {
    const probe = container[name];
    return isMapping(probe) ? [[name, completedProbe(probe)] as const] : [];
  });
  const { lifecycle } = container;
  if (!isMapping(lifecycle)) return Object.fromEntries(probes);
  const hooks = Object.entries(lifecycle).map(([name, hook]) => [
    name,
    isMapping(hook) ? completedHandler(hook) : hook,
  ]);
  return { ...Object.fromEntries(probes), lifecycle: Object.fromEntries(hooks) };
}

function completedProbe(probe: Fields): Fields {
  const usual = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  return { ...usual, ...completedHandler(probe) };
}

function completedHandler(handler: Fields): Fields {
  const { httpGet, grpc } = handler;
  return {
    ...handler,
    ...(isMapping(httpGet) && {
      httpGet: { ...httpGet, path: httpGet['path'] || '/', scheme: httpGet['scheme'] || 'HTTP' },
    }),
    ...(isMapping(grpc) && { grpc: { ...grpc, service: grpc['service'] ?? '' } }),
  };
}

const modes = { configMap: 420, secret: 420, downwardAPI: 420, projected: 420 };

function completedVolume(volume: Fields): Fields {
  const { hostPath } = volume;
  if (isMapping(hostPath)) return { ...volume, hostPath: { type: '', ...hostPath } };
  const kind = Object.keys(modes).find((name) => isMapping(volume[name]));
  if (kind) {
    const source = withFieldVersions(volume[kind] as Fields);
    return { ...volume, [kind]: { ...source, ...modeOf(source) } };
  }
  return Object.keys(volume).length === 1 ? { ...volume, emptyDir: {} } : volume;
}

/** Fields of the pod that become files, in `downwardAPI` and in a part of `projected`. */
function withFieldVersions(source: Fields): Fields {
  const { items, sources } = source;
  const completed = (item: Fields): Fields =>
    isMapping(item['fieldRef']) ? { ...item, fieldRef: { apiVersion: 'v1', ...item['fieldRef'] } } : item;
  const part = (one: Fields): Fields =>
    isMapping(one['downwardAPI']) ? { ...one, downwardAPI: withFieldVersions(one['downwardAPI']) } : one;
  return {
    ...source,
    ...(isList(items) && { items: items.map(completed) }),
    ...(isList(sources) && { sources: sources.map(part) }),
  };
}

function modeOf({ defaultMode = 420 }: Fields): Fields {
  return { defaultMode };
}

function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly Fields[] {
  return Array.isArray(value);
}
