import type Dockerode from 'dockerode';
import type { Pod, Role } from '../pod/model.ts';
import type { PublishedServicePort } from '../pod/service.ts';
import { isGateway, leadsTo } from './objects/gateways.ts';
import { type Labels, labels, podOf, publishesOf } from './objects/labels.ts';
import { isOurs } from './objects/ours.ts';
import { call } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';

/** A pod as the engine's list shows it, with whatever of its containers is there. */
export interface ListedPod {
  readonly project: string;
  readonly pod: string;
  /** Without anything secret; absent when its holder is gone. */
  readonly spec?: Pod;
  /** The holder's id, while it runs. */
  readonly holder?: string;
  /** The project's folder on the machine of whoever made the pod. */
  readonly folder?: string;
  /** What its gateway publishes, with the ports that the engine has given. It may be the gateway of another pod that is gone. */
  readonly published?: readonly PublishedServicePort[];
  /** In start order, the latest instance of each; the holder not among them. */
  readonly containers: readonly ListedContainer[];
}

export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  readonly role: Role | 'tool';
  readonly attempt: number;
  readonly image: string;
  /** The engine's word, e.g. `running`. */
  readonly state: string;
  /** The engine's phrase, e.g. `Up 5 seconds` or `Exited (0) 2 minutes ago`. */
  readonly status: string;
  /** The instance before, kept for `logs --previous`. */
  readonly previous?: string;
}

/** All pods on the engine, or those of one project, by project and name. */
export async function listPods(
  docker: Dockerode,
  project: string | undefined,
  signal: AbortSignal,
): Promise<readonly ListedPod[]> {
  const label = project === undefined ? labels.project : `${labels.project}=${project}`;
  const found = await call('list containers', deadlines.read, signal, (abortSignal) =>
    docker.listContainers({ all: true, filters: { label: [label] }, abortSignal }),
  );
  const pods = new Map<string, Dockerode.ContainerInfo[]>();
  const ours = found.filter(({ Names, Labels }) => isOurs(Names, Labels));
  for (const one of ours) {
    const key = `${one.Labels[labels.project]}\u0000${ownerOf(one, ours)}`;
    pods.set(key, [...(pods.get(key) ?? []), one]);
  }
  return [...pods.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => listed(members));
}

/** The pod that a container is of: a gateway whose own pod is gone is that of the first one to which it leads. */
function ownerOf(
  { Labels: found }: Dockerode.ContainerInfo,
  all: readonly Dockerode.ContainerInfo[],
): string {
  const own = found[labels.pod]!;
  if (!isGateway({ labels: found })) return own;
  const others = all.filter(
    ({ Labels: of }) => of[labels.project] === found[labels.project] && !isGateway({ labels: of }),
  );
  if (others.some(({ Labels: of }) => of[labels.pod] === own)) return own;
  const behind = others
    .filter(({ Labels: of }) => leadsTo(of).includes(own))
    .map(({ Labels: of }) => of[labels.pod]!);
  return behind.sort()[0] ?? own;
}

function listed(members: readonly Dockerode.ContainerInfo[]): ListedPod {
  const first = members.find(({ Labels }) => !isGateway({ labels: Labels })) ?? members[0]!;
  const { [labels.project]: project = '', [labels.pod]: pod = '' } = first.Labels as Labels;
  const holder = members.find(({ Labels }) => Labels[labels.role] === 'holder');
  const spec = holder && podOf(holder.Labels);
  const names = [...new Set(members.map(({ Labels }) => Labels[labels.container]).filter((name) => name))];
  const containers = names
    .map((name) => members.filter(({ Labels }) => Labels[labels.container] === name))
    .sort((a, b) => numberOf(a[0]!, labels.index) - numberOf(b[0]!, labels.index))
    .map(latestOf);
  return {
    project,
    pod,
    ...(spec && { spec }),
    ...(holder?.State === 'running' && { holder: holder.Id }),
    ...publishedBy(members.find(({ Labels }) => Labels[labels.role] === 'gateway')),
    ...(holder?.Labels[labels.folder] && { folder: holder.Labels[labels.folder] }),
    containers,
  };
}

function publishedBy(gateway: Dockerode.ContainerInfo | undefined): Pick<ListedPod, 'published'> {
  if (!gateway) return {};
  const published = publishesOf(gateway.Labels).flatMap((one) => {
    const found = gateway.Ports.find(
      ({ PrivatePort, Type, PublicPort }) =>
        PublicPort && PrivatePort === one.gatewayPort && Type === one.protocol.toLowerCase(),
    );
    return found ? [{ ...one, hostPort: found.PublicPort }] : [];
  });
  return published.length > 0 ? { published } : {};
}

function latestOf(instances: readonly Dockerode.ContainerInfo[]): ListedContainer {
  const [latest, before] = [...instances].sort(
    (a, b) => numberOf(b, labels.attempt) - numberOf(a, labels.attempt),
  );
  const { Id, Labels, Image, State, Status } = latest!;
  return {
    id: Id,
    name: Labels[labels.container]!,
    role: Labels[labels.role] as ListedContainer['role'],
    attempt: numberOf(latest!, labels.attempt),
    image: Image,
    state: State,
    status: Status,
    ...(before && { previous: before.Id }),
  };
}

function numberOf({ Labels }: Dockerode.ContainerInfo, label: string): number {
  return Number(Labels[label] ?? 0);
}
