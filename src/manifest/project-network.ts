import { familyOf, parseCidr } from '../capture/policy/cidr.ts';
import type { ProjectNetwork } from '../pod/network-wish.ts';
import { overlaid, saysNothing } from '../pod/project-network.ts';
import { readMapping, under } from './annotation.ts';
import { onceForEach } from './once-for-each.ts';
import { error, type Path, type Problem } from './problem.ts';
import { networkOptions } from './schema/network.ts';
import type { PodSource, Sources } from './sources.ts';

const NETWORK_ANNOTATION = 'outrider.dev/network';
const PATH: Path = ['metadata', 'annotations', NETWORK_ANNOTATION];

/** What the annotation of a pod says of the network of its project. */
export function readNetwork({ metadata }: PodSource): {
  readonly wish: ProjectNetwork;
  readonly problems: readonly Problem[];
} {
  const { annotations } = metadata;
  if (annotations?.[NETWORK_ANNOTATION] === undefined) return { wish: {}, problems: [] };
  const { value: wish = {}, problems } = readOptions(annotations);
  return { wish, problems: under(PATH, [...problems, ...wrongIn(wish)]) };
}

const readOptions = onceForEach((annotations: Readonly<Record<string, string>>) =>
  readMapping(networkOptions, annotations[NETWORK_ANNOTATION]!),
);

/** What cannot be asked of one network. Paths begin at the mapping. */
export function wrongIn({ name, ipv6, subnets = [], mtu }: ProjectNetwork): readonly Problem[] {
  const wrong = (path: Path, message: string): Problem => error('invalid-value', path, message);
  const families = subnets.map((subnet) => familyOfRange(subnet));
  const unreadable = subnets.flatMap((subnet, index) =>
    families[index] === undefined
      ? [wrong(['subnets', index], `needs a range such as 10.123.0.0/24, found ${subnet}`)]
      : [],
  );
  const twice = ['ipv4', 'ipv6'].filter((one) => families.filter((family) => family === one).length > 1);
  const isContradicted = ipv6 === false && families.includes('ipv6');
  const isMade = ipv6 !== undefined || subnets.length > 0 || mtu !== undefined;
  return [
    ...unreadable,
    ...twice.map((family) => wrong(['subnets'], `has two ranges of ${family === 'ipv4' ? 'IPv4' : 'IPv6'}`)),
    ...(isContradicted ? [wrong(['ipv6'], 'is false, and subnets has a range of IPv6')] : []),
    ...(name !== undefined && isMade
      ? [wrong(['name'], 'names a network that is there already: it has its ranges and its MTU')]
      : []),
  ];
}

function familyOfRange(text: string): 'ipv4' | 'ipv6' | undefined {
  const [address = '', prefix] = text.split('/');
  return prefix !== undefined && parseCidr(text) ? familyOf(address) : undefined;
}

/** What the files as a whole say: the annotations of all pods, and Services that want IPv6. */
export function networkWish(sources: Sources): ProjectNetwork {
  const asked = overlaid(sources.pods.map((pod) => readNetwork(pod).wish));
  const isNamed = asked.name !== undefined;
  return sources.services.some(wantsIpv6) && !isNamed ? overlaid([asked, { ipv6: true }]) : asked;
}

/** Source: kubernetes.io, "IPv4/IPv6 dual-stack"; `PreferDualStack` takes what the cluster has. */
function wantsIpv6({ spec }: Sources['services'][number]): boolean {
  return (spec.ipFamilies ?? []).includes('IPv6') || spec.ipFamilyPolicy === 'RequireDualStack';
}

/** A pod that wants another network than one before it, and that one. */
export function disagreements(
  pods: readonly PodSource[],
): readonly { readonly pod: PodSource; readonly problem: Problem }[] {
  const wishes = pods
    .map((pod) => ({ pod, wish: readNetwork(pod).wish }))
    .filter(({ wish }) => !saysNothing(wish));
  return wishes.flatMap(({ pod, wish }, index) => {
    const [key, before] = firstConflict(wish, wishes.slice(0, index));
    if (key === undefined || before === undefined) return [];
    const message = `wants another ${key} than pod ${before.name}, and a project has one network`;
    return [{ pod, problem: error('invalid-value', PATH, message) }];
  });
}

function firstConflict(
  wish: ProjectNetwork,
  earlier: readonly { readonly pod: PodSource; readonly wish: ProjectNetwork }[],
): readonly [key?: string, pod?: PodSource] {
  for (const [key, value] of Object.entries(wish)) {
    const other = earlier.find(({ wish: one }) => {
      const had = one[key as keyof ProjectNetwork];
      return had !== undefined && JSON.stringify(had) !== JSON.stringify(value);
    });
    if (other) return [key, other.pod];
  }
  return [];
}
