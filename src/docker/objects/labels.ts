import { allContainers } from '../../pod/containers.ts';
import type { Pod, Role } from '../../pod/model.ts';
import { redact } from '../../pod/redact.ts';
import type { PublishedServicePort } from '../../pod/service.ts';

/** Everything that Outrider makes carries these; what does not carry them it never touches. */
export const labels = {
  project: 'dev.outrider.project',
  pod: 'dev.outrider.pod',
  container: 'dev.outrider.container',
  role: 'dev.outrider.role',
  index: 'dev.outrider.index',
  attempt: 'dev.outrider.attempt',
  specHash: 'dev.outrider.spec-hash',
  version: 'dev.outrider.version',
  podSpec: 'dev.outrider.pod-spec',
  /** Which run made a holder: tells a holder whose answer was lost from one that another run made meanwhile. */
  maker: 'dev.outrider.maker',
  /** The pods whose gateways lead to the pod of a holder, with commas between them: each stays for as long as the holder. */
  gateways: 'dev.outrider.gateways',
  /** Which ports of Services a gateway publishes. */
  publishes: 'dev.outrider.publishes',
  /** Where the project's first file lies: tells two projects of one name apart. */
  folder: 'dev.outrider.folder',
  /** Of what ends the pause of a container: which fault it is, what is to be known of it, and after how many milliseconds it is over. */
  fault: 'dev.outrider.fault',
  faultRecord: 'dev.outrider.fault-record',
  faultMs: 'dev.outrider.fault-ms',
  /**
   * Persistent claims outlive `down` as Compose's named volumes do, so they carry labels of their own instead of the
   * project's: whatever has the project's label is gone after `down`.
   */
  claim: 'dev.outrider.claim',
  claimProject: 'dev.outrider.claim-project',
} as const;

/** Viewers such as Dozzle put containers of one group together. */
const dozzleGroup = 'dev.dozzle.group';

export type Labels = Readonly<Record<string, string>>;

/** Whose things a call is about, and which Outrider made them. */
export interface Owner {
  readonly project: string;
  readonly pod: Pod;
  /** Outrider's own version. */
  readonly version: string;
  /** The absolute path of the project's folder, where it has one. */
  readonly folder?: string;
}

export function podLabels({ project, pod, version }: Owner): Labels {
  return { [labels.project]: project, [labels.pod]: pod.name, [labels.version]: version };
}

/** The index orders a pod's containers as they start: init containers and sidecars, then the apps. */
export function containerLabels(
  owner: Owner,
  container: { readonly name: string; readonly role: Role | 'tool' },
  attempt: number,
  specHash: string,
): Labels {
  const index = allContainers(owner.pod).findIndex(({ name }) => name === container.name);
  return {
    ...podLabels(owner),
    [labels.container]: container.name,
    [labels.role]: container.role,
    [labels.index]: String(index),
    [labels.attempt]: String(attempt),
    [labels.specHash]: specHash,
    [dozzleGroup]: `${owner.project}/${owner.pod.name}`,
  };
}

/** The holder also keeps the pod, so that another process can stop it in order after a crash of the first one. */
export function holderLabels(owner: Owner, attempt: number): Labels {
  return {
    ...podLabels(owner),
    [labels.role]: 'holder',
    [labels.attempt]: String(attempt),
    [labels.podSpec]: JSON.stringify(redact(owner.pod)),
    ...(owner.pod.gateways && { [labels.gateways]: owner.pod.gateways.join(',') }),
    ...(owner.folder !== undefined && { [labels.folder]: owner.folder }),
    [dozzleGroup]: `${owner.project}/${owner.pod.name}`,
  };
}

/** The digest tells a gateway that publishes other ports than it should. */
export function gatewayLabels(owner: Owner, digest: string): Labels {
  return {
    ...podLabels(owner),
    [labels.role]: 'gateway',
    [labels.publishes]: JSON.stringify(owner.pod.publishes ?? []),
    [labels.attempt]: '0',
    [labels.specHash]: digest,
    [dozzleGroup]: `${owner.project}/${owner.pod.name}`,
  };
}

export function claimLabels(project: string, claim: string): Labels {
  return { [labels.claim]: claim, [labels.claimProject]: project };
}

/** The engine's filter for one pod, or for a whole project. */
export function ofPod(project: string, pod?: string): { label: string[] } {
  const filters = [`${labels.project}=${project}`];
  return { label: pod === undefined ? filters : [...filters, `${labels.pod}=${pod}`] };
}

/** What a gateway publishes; nothing when the label is missing or was made by something else. */
export function publishesOf(found: Labels): readonly PublishedServicePort[] {
  try {
    const value: unknown = JSON.parse(found[labels.publishes] ?? '[]');
    return Array.isArray(value) ? (value as PublishedServicePort[]) : [];
  } catch {
    return [];
  }
}

/** The pod that a holder keeps; undefined when the label is missing or was made by something else. */
export function podOf(found: Labels): Pod | undefined {
  try {
    const value: unknown = JSON.parse(found[labels.podSpec] ?? 'null');
    return typeof value === 'object' && value !== null && 'initContainers' in value
      ? (value as Pod)
      : undefined;
  } catch {
    return undefined;
  }
}
