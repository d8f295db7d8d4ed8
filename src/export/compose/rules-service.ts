import { standaloneScript } from '../../capture/backends/standalone-script.ts';
import { capturePolicy } from '../../capture/policy/policy.ts';
import type { Pod } from '../../pod/model.ts';
import { gateOf } from './gates.ts';
import { redirectScript } from './redirect-script.ts';
import { dependsOn, type ExportedService, type Gate, given } from './service.ts';
import { serviceRedirects } from './service-ports.ts';
import type { ExportContext } from './settings.ts';
import { rights, toolImage } from './tool-service.ts';

/** A service that loads the rules of a pod, those of its capture and of the ports of Services, and ends. Undefined without any. */
export function rulesService(pod: Pod, context: ExportContext): ExportedService | undefined {
  const capture = pod.capture?.mode === 'NONE' ? undefined : pod.capture;
  const { redirects } = serviceRedirects(pod);
  if (capture === undefined && redirects.length === 0) return undefined;
  const after = pod.initContainers.find(({ name }) => name === capture?.startAfter);
  const gates: readonly Gate[] = after ? [gateOf(pod, after, context.names)] : [];
  const script = [
    ...(capture ? [standaloneScript(capturePolicy(capture), 'docker')] : []),
    ...(redirects.length > 0 ? [redirectScript(redirects, capture !== undefined)] : []),
  ].join('');
  const fields = {
    ...toolImage(context),
    network_mode: `service:${context.names.pause(pod)}`,
    ...rights('NET_ADMIN', 'NET_RAW'),
    entrypoint: ['sh', '-c'],
    command: [script],
  };
  return {
    name: context.names.once(pod, 'rules'),
    fields: { ...fields, ...given({ depends_on: dependsOn(gates) }) },
    lost: [],
  };
}
