import type { Container, Pod, Probe } from '../../pod/model.ts';
import type { ExportNames } from './names.ts';
import { isNetworkHandler } from './probe-command.ts';
import type { Gate } from './service.ts';

/** The probe that says whether a container may be used: it is ready, or at least it has started. */
export function readyProbe({ readinessProbe, startupProbe }: Container): Probe | undefined {
  return readinessProbe ?? startupProbe;
}

/** What the next container in the list of init containers waits for. */
export function gateOf(pod: Pod, container: Container, names: ExportNames): Gate {
  const service = names.container(pod, container.name);
  if (container.role === 'init') return { service, condition: 'service_completed_successfully' };
  const handler = container.startupProbe?.handler;
  if (handler === undefined && container.engine?.imageHealthcheck?.gates)
    return { service, condition: 'service_healthy' };
  if (handler === undefined) return { service, condition: 'service_started' };
  if (!isNetworkHandler(handler)) return { service, condition: 'service_healthy' };
  const once = names.once(pod, startedPurpose(container));
  return { service: once, condition: 'service_completed_successfully' };
}

/** The service that ends when a sidecar has started is called so. */
export function startedPurpose({ name }: Container): string {
  return `${name}-started`;
}

/** What is to be waited for until a pod is ready: its network probes are asked by the owner of its network. */
export function readyGates(pod: Pod, containers: readonly Container[], names: ExportNames): readonly Gate[] {
  const gates = containers.map((container): Gate => {
    const handler = readyProbe(container)?.handler;
    const service = names.container(pod, container.name);
    const isOfImage = handler === undefined && container.engine?.imageHealthcheck?.awaited;
    if (isOfImage) return { service, condition: 'service_healthy' };
    if (handler === undefined) return { service, condition: 'service_started' };
    if (isNetworkHandler(handler)) return { service: names.pause(pod), condition: 'service_healthy' };
    return { service, condition: 'service_healthy' };
  });
  return [...new Map(gates.map((gate) => [gate.service, gate])).values()];
}
