import type Dockerode from 'dockerode';
import type { Pod, Role } from '../pod/model.ts';
import { type Labels, labels, podOf } from './objects/labels.ts';
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
  /** The ports of the pod's gateway on the engine's machine, by `PORT/PROTOCOL` in small letters. */
  readonly published?: Readonly<Record<string, number>>;
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
  for (const one of found.filter(({ Names, Labels }) => isOurs(Names, Labels))) {
    const key = `${one.Labels[labels.project]}\u0000${one.Labels[labels.pod]}`;
    pods.set(key, [...(pods.get(key) ?? []), one]);
  }
  return [...pods.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => listed(members));
}

function listed(members: readonly Dockerode.ContainerInfo[]): ListedPod {
  const { [labels.project]: project = '', [labels.pod]: pod = '' } = members[0]!.Labels as Labels;
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
  const ports = (gateway?.Ports ?? []).filter(({ PublicPort }) => PublicPort);
  if (ports.length === 0) return {};
  const entries = ports.map(({ PrivatePort, Type, PublicPort }) => [`${PrivatePort}/${Type}`, PublicPort]);
  return { published: Object.fromEntries(entries) };
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
