import { capturedPorts } from '../../capture/check/listeners.ts';
import { capturePolicy } from '../../capture/policy/policy.ts';
import type { CaptureSummary, ContainerSummary, PodSummary, ProbeKind } from '../../events/types.ts';
import { podHash } from '../../lifecycle/state/hash.ts';
import { allContainers, resolvePort } from '../../pod/containers.ts';
import type { CaptureOptions, Container, Pod, Probe } from '../../pod/model.ts';

/** What the event stream tells of a pod's file. Nothing of it is secret. */
export function podSummary(pod: Pod): PodSummary {
  const { capture, restartPolicy } = pod;
  return {
    spec: podHash(pod),
    containers: allContainers(pod).map(containerSummary),
    restartPolicy,
    ...(capture && capture.mode !== 'NONE' && { capture: captureSummary(capture) }),
  };
}

function containerSummary(container: Container): ContainerSummary {
  const { name, role, image, resources } = container;
  const ports = container.ports.filter(({ protocol }) => protocol === 'TCP');
  const probePorts = probePortsOf(container);
  return {
    ...{ name, role, image },
    ...(ports.length > 0 && { ports: ports.map(({ containerPort }) => containerPort) }),
    ...(Object.keys(probePorts).length > 0 && { probePorts }),
    ...(resources.memoryBytes !== undefined && { memoryBytes: resources.memoryBytes }),
  };
}

function probePortsOf(container: Container): Partial<Record<ProbeKind, number>> {
  const { startupProbe, livenessProbe, readinessProbe } = container;
  const probes = { startup: startupProbe, liveness: livenessProbe, readiness: readinessProbe };
  const ports: Partial<Record<ProbeKind, number>> = {};
  for (const [kind, probe] of Object.entries(probes) as [ProbeKind, Probe | undefined][]) {
    const port = probe && portInPod(container, probe);
    if (port !== undefined) ports[kind] = port;
  }
  return ports;
}

/** Undefined for a probe that asks no port, or one of another machine. */
function portInPod(container: Container, { handler }: Probe): number | undefined {
  if (!('port' in handler) || ('host' in handler && handler.host !== undefined)) return undefined;
  return resolvePort(container, handler.port);
}

function captureSummary(options: CaptureOptions): CaptureSummary {
  const { inbound, outbound } = capturedPorts(capturePolicy(options));
  return {
    proxy: options.proxy,
    proxyUid: options.proxyUid,
    ...(inbound !== undefined && { inboundPort: inbound }),
    ...(outbound !== undefined && { outboundPort: outbound }),
  };
}
