import type { Container, Pod } from '../../pod/model.ts';
import { startedPurpose } from './gates.ts';
import { isNetworkHandler, probeCommand } from './probe-command.ts';
import type { ExportedService } from './service.ts';
import type { ExportContext } from './settings.ts';
import { exemptUser, rights, toolImage } from './tool-service.ts';

/** Between two tries, in seconds: success is looked for more often than failure counts. */
const PAUSE = 0.2;

/**
 * A service that ends when the startup probe of a sidecar succeeds, for a probe that goes over the network: the image of the
 * sidecar may have no program that asks. Undefined where there is no such probe.
 */
export function startedService(
  pod: Pod,
  container: Container,
  context: ExportContext,
): ExportedService | undefined {
  const { startupProbe: probe } = container;
  if (container.role !== 'sidecar' || probe === undefined || !isNetworkHandler(probe.handler))
    return undefined;
  const command = probeCommand(container, probe);
  if (command === undefined) return undefined;
  const seconds = probe.initialDelaySeconds + probe.periodSeconds * probe.failureThreshold;
  const user = exemptUser(pod);
  const script = [
    `end=$(( $(date +%s) + ${seconds} ))`,
    `until ${command}; do`,
    `  if [ "$(date +%s)" -ge "$end" ]; then echo 'did not start in ${seconds} s' >&2; exit 1; fi`,
    `  sleep ${PAUSE}`,
    'done',
    '',
  ].join('\n');
  return {
    name: context.names.once(pod, startedPurpose(container)),
    fields: {
      ...toolImage(context),
      network_mode: `service:${context.names.pause(pod)}`,
      ...(user !== undefined && { user }),
      ...rights(),
      entrypoint: ['sh', '-c'],
      command: [script],
      depends_on: { [context.names.container(pod, container.name)]: { condition: 'service_started' } },
    },
    lost: [],
  };
}
