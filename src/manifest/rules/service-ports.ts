import { error, type Problem } from '../problem.ts';
import type { ServiceSource } from '../sources.ts';
import { inDocument, repeated, type SourcesRule } from './rule.ts';

type Port = NonNullable<ServiceSource['spec']['ports']>[number];

/** What an API server asks of the ports of a Service (`pkg/apis/core/validation`, ValidateService). */
export const servicePortsAreWhole: SourcesRule = ({ services }) =>
  services.flatMap((service) => problemsOf(service).map((problem) => inDocument(service.document, problem)));

function problemsOf({ spec }: ServiceSource): readonly Problem[] {
  const ports = [...(spec.ports ?? []).entries()].map(([index, port]) => ({ index, port }));
  const isExternal = spec.type === 'ExternalName';
  if (isExternal && !spec.externalName)
    return [
      error('missing-field', ['spec'], 'a Service of type ExternalName needs externalName', { on: 'key' }),
    ];
  if (ports.length === 0)
    return isExternal || spec.clusterIP === 'None'
      ? []
      : [error('missing-field', ['spec'], 'a Service needs a port, unless it is headless', { on: 'key' })];
  return [
    ...(ports.length === 1 ? [] : ports.filter(({ port }) => !port.name)).map(({ index }) =>
      error('missing-field', ['spec', 'ports', index], 'each of several ports needs a name'),
    ),
    ...repeated(
      ports.filter(({ port }) => port.name),
      ({ port }) => port.name!,
    ).map(([{ index, port }]) =>
      error('duplicate-name', ['spec', 'ports', index, 'name'], `the Service has another port ${port.name}`),
    ),
    ...repeated(ports, ({ port }) => numberOf(port)).map(([{ index, port }]) =>
      error('duplicate-name', ['spec', 'ports', index, 'port'], `the Service has ${numberOf(port)} already`),
    ),
  ];
}

const numberOf = ({ port, protocol = 'TCP' }: Port): string => `${port}/${protocol}`;
