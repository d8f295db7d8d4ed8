import type { ListedPod } from '../../docker/list.ts';
import type { EndpointSummary, ServicePortSummary } from '../../events/service-summary.ts';
import type { ProjectView, ServiceView } from '../../events/view.ts';
import type { Finding } from '../../findings/finding.ts';
import { findingsOfService, serviceName } from '../../findings/service-rules.ts';

/** A Service as `ps` shows it. */
export interface ServiceRow {
  readonly project: string;
  /** `NAMESPACE/NAME`. */
  readonly service: string;
  readonly type: ServiceView['serviceType'];
  readonly clusterIP?: string;
  readonly externalName?: string;
  /** With the port of this machine that leads to each, where one does. */
  readonly ports: readonly (ServicePortSummary & { readonly hostPort?: number })[];
  readonly endpoints: readonly EndpointSummary[];
  readonly findings: readonly Finding[];
}

/**
 * The Services of a project.
 *
 * @param listed the project's pods on the engine: their gateways publish.
 * @param now milliseconds since the epoch, of the clock that stamps the events.
 */
export function serviceRows(
  { project, pods, services }: ProjectView,
  listed: readonly ListedPod[],
  now: number,
): readonly ServiceRow[] {
  return Object.values(services).map((service) => ({
    project,
    service: service.service,
    type: service.serviceType,
    ...(service.clusterIP !== undefined && { clusterIP: service.clusterIP }),
    ...(service.externalName !== undefined && { externalName: service.externalName }),
    ports: service.ports.map((port) => {
      const hostPort = hostPortOf(service.service, port, listed);
      return { ...port, ...(hostPort !== undefined && { hostPort }) };
    }),
    endpoints: service.endpoints,
    findings: findingsOfService(service, pods, now),
  }));
}

function hostPortOf(
  service: string,
  { port, protocol }: ServicePortSummary,
  listed: readonly ListedPod[],
): number | undefined {
  return listed
    .flatMap(({ published = [] }) => published)
    .find((one) => one.service === service && one.port === port && one.protocol === protocol)?.hostPort;
}

export const serviceHeads = [
  'PROJECT',
  'SERVICE',
  'TYPE',
  'CLUSTER-IP',
  'PORTS',
  'READY',
  'FINDING',
] as const;

export function serviceCells(row: ServiceRow): readonly string[] {
  const { project, service, type, clusterIP, externalName, ports, endpoints, findings } = row;
  const ready = endpoints.filter((one) => one.ready).length;
  const isName = type === 'ExternalName';
  return [
    project,
    serviceName(service),
    type,
    isName ? (externalName ?? '-') : (clusterIP ?? 'None'),
    ports.map(portCell).join(',') || '-',
    isName ? '-' : `${ready}/${endpoints.length}`,
    findings[0]?.name ?? '-',
  ];
}

/** As kubectl shows it: `80:30080/TCP`, with the port of this machine in the second place. */
function portCell({ port, protocol, hostPort }: ServiceRow['ports'][number]): string {
  return `${port}${hostPort === undefined ? '' : `:${hostPort}`}/${protocol}`;
}
