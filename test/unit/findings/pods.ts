import type { ContainerSummary, EventBody, ListeningSocket, PodSummary } from '../../../src/events/types.ts';
import { foldEvents, type PodView } from '../../../src/events/view.ts';
import { created, one, origin, starts, story } from '../events/story.ts';

/** Events of one pod, each some milliseconds after its beginning. */
export type Told = readonly (readonly [ms: number, ...bodies: readonly EventBody[]])[];

export const capture = { proxy: 'proxy', proxyUid: 1337, inboundPort: 15006, outboundPort: 15001 } as const;
export const captureOn: EventBody = {
  type: 'CaptureApplied',
  backend: 'nftables',
  mode: 'REDIRECT',
  rules: 9,
};

export const asking = (
  containers: readonly ContainerSummary[],
  more: Partial<PodSummary> = {},
): Extract<EventBody, { type: 'PodCreated' }> => ({
  ...(created(...containers) as Extract<EventBody, { type: 'PodCreated' }>),
  restartPolicy: 'Always',
  ...more,
});

export const app = (more: Partial<ContainerSummary> = {}): ContainerSummary => ({ ...one('app'), ...more });
export const proxy = one('proxy', 'sidecar');
export const network: EventBody = { type: 'SandboxReady', ip: '10.0.0.2', network: 'n', holder: 'h' };

/** `*:8080`, `127.0.0.1:15001 1337`: an address, and the user where it is not root. */
export const listening = (...texts: readonly string[]): EventBody => ({
  type: 'PortsListened',
  listeners: texts.map((text): ListeningSocket => {
    const [, address, port, uid] = /^(\S+):(\d+)(?: (\d+))?$/.exec(text)!;
    return { address: address!, port: Number(port), uid: Number(uid ?? 0) };
  }),
});

export const says = (container: string, ...lines: readonly string[]): EventBody => ({
  type: 'LastLines',
  container,
  attempt: 0,
  lines,
});

export const backsOff = (container: string, attempt: number): EventBody => ({
  type: 'ContainerWaiting',
  container,
  attempt,
  reason: 'CrashLoopBackOff',
  retryAt: at(60_000),
});

export const at = (ms: number): string => new Date(origin + ms).toISOString();

export function podOf(told: Told, name = 'web'): PodView {
  const told_ = story('shop');
  for (const [ms, ...bodies] of told) told_.at(ms).tell(name, ...bodies);
  return foldEvents(told_.events).pods[name]!;
}

/** A pod whose containers all run and are ready, and what happens then. */
export function running(
  containers: readonly ContainerSummary[],
  more: Partial<PodSummary> = {},
  ...then: Told
): Told {
  const up = containers.flatMap(({ name }) => starts(name));
  return [[0, asking(containers, more), network], [100, ...up, { type: 'PodInitialized' }], ...then];
}
