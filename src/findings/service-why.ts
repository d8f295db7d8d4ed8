import { duration } from '../events/explain/phrases.ts';
import type { PodView, ServiceView } from '../events/view.ts';
import { findingsOfService, serviceName } from './service-rules.ts';
import type { Diagnosis } from './why.ts';
import { findingLine } from './words.ts';

/**
 * What a Service leads to, and what is wrong with it.
 *
 * @param now milliseconds since the epoch, of the clock that stamps the events.
 */
export function diagnoseService(
  service: ServiceView,
  pods: Readonly<Record<string, PodView>>,
  now: number,
): Diagnosis {
  const findings = findingsOfService(service, pods, now);
  const behind = service.endpoints.map(({ ip, pod, ready, terminating }) => {
    const state = terminating ? 'about to end' : ready ? 'ready' : 'not ready';
    return `${pod === undefined ? ip : `${pod} (${ip})`}: ${state}`;
  });
  const [first, ...others] = findings;
  const since =
    first?.since === undefined ? [] : [`it is so since ${duration(now - Date.parse(first.since))}`];
  return {
    summary: first ? findingLine(first, false) : inShort(service),
    chain: [
      ...(first ? [...first.evidence, ...since] : []),
      ...others.map((one) => findingLine(one, false)),
      ...behind,
    ],
    findings,
  };
}

function inShort({ service, serviceType, externalName, clusterIP, endpoints }: ServiceView): string {
  const name = `Service ${serviceName(service)}`;
  if (serviceType === 'ExternalName') return `${name} is another name for ${externalName}`;
  const ready = endpoints.filter((one) => one.ready).length;
  const at = clusterIP === undefined ? 'has no address of its own' : `has the address ${clusterIP}`;
  return `${name} ${at}; ${ready} of ${endpoints.length} endpoints are ready`;
}
