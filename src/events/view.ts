import { foldPod, newPod, type PodView } from './pod-view.ts';
import { foldService, type ServiceView } from './service-view.ts';
import type { OutriderEvent } from './types.ts';

export type {
  ContainerState,
  ContainerView,
  HookView,
  ProbeView,
  StopView,
  Terminated,
} from './container-view.ts';
export type { HookSpan, InstanceSpan, Span } from './instance-span.ts';
export type { CaptureView, PodPhase, PodView } from './pod-view.ts';
export type { PullView } from './pull-view.ts';
export type { ServiceView } from './service-view.ts';
export type { WarningView } from './warning-view.ts';

/**
 * Everything the event stream has told so far, and nothing from anywhere else: the same events give the same view, with
 * an engine or from a recording.
 */
export interface ProjectView {
  readonly project: string;
  /** In the order in which they were created. */
  readonly pods: Readonly<Record<string, PodView>>;
  /** By `NAMESPACE/NAME`, in the order in which they were told. */
  readonly services: Readonly<Record<string, ServiceView>>;
  /** The number of the last event that is in it; 0 before the first. */
  readonly seq: number;
  /** RFC 3339; the time of the newest event but log lines, which bring the engine's time. Empty before the first. */
  readonly time: string;
}

export const emptyView: ProjectView = { project: '', pods: {}, services: {}, seq: 0, time: '' };

/**
 * The view after one more event. Log lines change only `seq`; an event of a type that is not known, or without a pod,
 * changes nothing else either, so that newer streams can be read.
 */
export function foldEvent(view: ProjectView, event: OutriderEvent): ProjectView {
  if (event.type === 'Log') return { ...view, seq: event.seq };
  const next = { ...view, project: event.project, seq: event.seq, time: event.time };
  if (event.type === 'ServiceChanged') {
    const service = foldService(view.services[event.service], event);
    return { ...next, services: { ...view.services, [event.service]: service } };
  }
  if (event.type === 'ServiceRemoved') {
    const { [event.service]: _, ...services } = view.services;
    return { ...next, services };
  }
  const known = view.pods[event.pod];
  if (event.pod === '' || (!known && event.type === 'PodRemoved')) return next;
  const pod = foldPod(known && event.type !== 'PodCreated' ? known : newPod(event.pod, event.time), event);
  return { ...next, pods: { ...view.pods, [event.pod]: pod } };
}

/** `foldEvent` over many. */
export function foldEvents(events: Iterable<OutriderEvent>, from: ProjectView = emptyView): ProjectView {
  let view = from;
  for (const event of events) view = foldEvent(view, event);
  return view;
}

/** Whether every pod of the stream has come and gone. */
export function isOver({ pods }: ProjectView): boolean {
  const all = Object.values(pods);
  return all.length > 0 && all.every(({ removed }) => removed);
}
