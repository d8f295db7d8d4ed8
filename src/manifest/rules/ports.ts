import { error, type Path, warning } from '../problem.ts';
import type { PodSource, Sources } from '../sources.ts';
import { at, placedContainers, repeated, type SourcesRule } from './rule.ts';

interface Published {
  readonly pod: PodSource;
  readonly container: string;
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
  readonly path: Path;
}

const EVERY_ADDRESS = ['', '0.0.0.0', '::'];

/**
 * A port of this machine has one owner; 0 is a free one each time. Copies of one pod are meant for a node each: here the first one gets
 * the port.
 */
export const hostPortsDiffer: SourcesRule = (sources) => {
  const all = published(sources);
  const everywhere = new Set(all.filter(({ address }) => EVERY_ADDRESS.includes(address)).map(portKey));
  // An address of its own is no way out of a clash with all addresses, so addresses that may overlap share a key.
  const clashKey = (one: Published): string =>
    `${everywhere.has(portKey(one)) ? '*' : one.address} ${portKey(one)}`;
  return repeated(all, clashKey).map(([{ pod, container, path, port, protocol }, first]) => {
    if (pod.document === first.pod.document && container === first.container) {
      const { name } = first.pod;
      const words = `${port}/${protocol} leads to pod ${name} only: a laptop has one node, and the other copies run without it`;
      return at(pod, warning('host-port', path, words));
    }
    const message = `${port}/${protocol} is taken by container ${first.container} of pod ${first.pod.name}`;
    return at(pod, error('host-port', path, message));
  });
};

function portKey({ port, protocol }: Published): string {
  return `${port}/${protocol}`;
}

function published({ pods }: Sources): readonly Published[] {
  return pods.flatMap((pod) =>
    placedContainers(pod).flatMap(({ container, path }) =>
      [...(container.ports ?? []).entries()]
        .filter(([, { hostPort }]) => hostPort !== undefined && hostPort !== 0)
        .map(([index, { hostPort = 0, hostIP = '', protocol = 'TCP' }]) => ({
          pod,
          container: container.name,
          address: hostIP,
          port: hostPort,
          protocol,
          path: [...path, 'ports', index, 'hostPort'],
        })),
    ),
  );
}
