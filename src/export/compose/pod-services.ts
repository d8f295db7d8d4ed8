import type { Container, Pod } from '../../pod/model.ts';
import { containerService } from './container-service.ts';
import { filesService } from './files-service.ts';
import { gateOf } from './gates.ts';
import { pauseService } from './pause-service.ts';
import { gatesOfProviders } from './provided.ts';
import { rulesService } from './rules-service.ts';
import type { ExportedService, Gate } from './service.ts';
import type { ExportContext } from './settings.ts';
import { startedService } from './started-service.ts';

/** The services of a pod, in the order in which they start. */
export function podServices(
  pod: Pod,
  pods: readonly Pod[],
  context: ExportContext,
): readonly ExportedService[] {
  const files = filesService(pod, context);
  const rules = rulesService(pod, context);
  const before = [files].filter((one) => one !== undefined).map(done);
  const startAfter = pod.initContainers.findIndex(({ name }) => name === pod.capture?.startAfter);
  const members = [...pod.initContainers, ...pod.containers].flatMap((container, index) => {
    const captured = rules && index > startAfter ? [done(rules)] : [];
    const provided = gatesOfProviders(pod, container.name);
    const gates = [...before, ...captured, ...provided, ...gatesBefore(pod, container, context)];
    const started = startedService(pod, container, context);
    return [containerService(pod, container, gates, context), ...(started ? [started] : [])];
  });
  return [pauseService(pod, pods, context), ...[files, rules].filter((one) => one !== undefined), ...members];
}

function done({ name }: ExportedService): Gate {
  return { service: name, condition: 'service_completed_successfully' };
}

/** The one before it in the list of init containers; of an app the last of them. */
function gatesBefore(pod: Pod, container: Container, { names }: ExportContext): readonly Gate[] {
  const index = pod.initContainers.indexOf(container);
  const before = index === -1 ? pod.initContainers.at(-1) : pod.initContainers[index - 1];
  if (before === undefined) return [];
  const gate = gateOf(pod, before, names);
  // Who waits only for what asks a sidecar would not end before that sidecar.
  const itself: Gate = { service: names.container(pod, before.name), condition: 'service_started' };
  return gate.service === itself.service || before.role === 'init' ? [gate] : [itself, gate];
}
