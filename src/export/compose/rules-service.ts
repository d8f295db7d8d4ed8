import { standaloneScript } from '../../capture/backends/standalone-script.ts';
import { capturePolicy } from '../../capture/policy/policy.ts';
import type { Pod } from '../../pod/model.ts';
import { gateOf } from './gates.ts';
import { dependsOn, type ExportedService, type Gate, given } from './service.ts';
import type { ExportContext } from './settings.ts';
import { rights, toolImage } from './tool-service.ts';

/** A service that loads the rules of a pod's capture and ends. Undefined without capture. */
export function rulesService(pod: Pod, context: ExportContext): ExportedService | undefined {
  if (!pod.capture || pod.capture.mode === 'NONE') return undefined;
  const after = pod.initContainers.find(({ name }) => name === pod.capture?.startAfter);
  const gates: readonly Gate[] = after ? [gateOf(pod, after, context.names)] : [];
  const fields = {
    ...toolImage(context),
    network_mode: `service:${context.names.pause(pod)}`,
    ...rights('NET_ADMIN', 'NET_RAW'),
    entrypoint: ['sh', '-c'],
    command: [standaloneScript(capturePolicy(pod.capture), 'docker')],
  };
  return {
    name: context.names.once(pod, 'rules'),
    fields: { ...fields, ...given({ depends_on: dependsOn(gates) }) },
    lost: [],
  };
}
