import type { Pod } from '../../pod/model.ts';
import type { Engine, SandboxAddress, ServiceGateway } from '../ports.ts';
import { runnerOver } from '../run-step.ts';
import { createServiceLoader } from './load-services.ts';
import type { Namespace } from './service-namespace.ts';

/** What is known of a namespace before anything is loaded. */
export type FoundNamespace = Pick<Namespace, 'patientUntil' | 'loaded'>;

/** The namespace of a pod. */
export function podNamespace(
  pod: Pod,
  engine: Engine,
  address: SandboxAddress,
  found: FoundNamespace,
  signal: AbortSignal,
): Namespace {
  const loader = createServiceLoader(runnerOver(engine, signal));
  return { pod, address, loader, ...found, told: false, dirty: false };
}

/** The namespace of a pod's gateway, which is made where it is not there. */
export async function gatewayNamespace(
  pod: Pod,
  gateway: ServiceGateway,
  { patientUntil }: FoundNamespace,
  signal: AbortSignal,
): Promise<Namespace> {
  const reopen = (): Promise<SandboxAddress> => gateway.open(signal);
  const loader = createServiceLoader(runnerOver(gateway, signal), 'gateway');
  signal.addEventListener('abort', () => gateway.close(), { once: true });
  const address = await reopen();
  return { pod, address, loader, reopen, patientUntil, told: false, dirty: false };
}
