import type { EventBody, HookKind, TerminationReason } from './types.ts';

/** From when to when something lasted, RFC 3339; without `to` it still does. */
export interface Span {
  readonly from: string;
  readonly to?: string;
}

export interface HookSpan extends Span {
  readonly hook: HookKind;
  readonly ok?: boolean;
  readonly message?: string;
}

/** One instance of a container in time: what a timeline draws. Times are RFC 3339, absent until they have happened. */
export interface InstanceSpan {
  /** Which instance of the container, from 0. */
  readonly attempt: number;
  readonly created?: string;
  readonly running?: string;
  readonly started?: string;
  /** When it was ready, as often as it was. */
  readonly ready: readonly Span[];
  readonly hooks: readonly HookSpan[];
  /** Its turn to stop came: preStop began or the stop signal was sent. */
  readonly terminating?: string;
  readonly signalled?: string;
  readonly killed?: string;
  readonly terminated?: string;
  readonly exitCode?: number;
  readonly reason?: TerminationReason;
  readonly signal?: string;
}

export function newSpan(attempt: number): InstanceSpan {
  return { attempt, ready: [], hooks: [] };
}

/** The span after an event about its instance; the same object where the event says nothing about time. */
export function foldSpan(span: InstanceSpan, event: EventBody, time: string): InstanceSpan {
  switch (event.type) {
    case 'ContainerCreated':
      return { ...span, created: time };
    case 'ContainerRunning':
      return { ...span, running: time };
    case 'ContainerStarted':
      return { ...span, started: time };
    case 'ContainerReady':
      return { ...span, ready: [...span.ready, { from: time }] };
    case 'ContainerNotReady':
      return { ...span, ready: closeLast(span.ready, time) };
    case 'HookStarted':
      return {
        ...span,
        hooks: [...span.hooks, { hook: event.hook, from: time }],
        ...(event.hook === 'preStop' ? { terminating: span.terminating ?? time } : {}),
      };
    case 'HookFinished':
      return { ...span, hooks: span.hooks.map((hook) => finishHook(hook, event, time)) };
    case 'StopSignalSent':
      return { ...span, terminating: span.terminating ?? time, signalled: span.signalled ?? time };
    case 'ContainerKilled':
      return { ...span, terminating: span.terminating ?? time, killed: time };
    case 'ContainerTerminated':
      return {
        ...span,
        ready: closeLast(span.ready, time),
        hooks: span.hooks.map((hook) => (hook.to === undefined ? { ...hook, to: time } : hook)),
        terminated: time,
        exitCode: event.exitCode,
        reason: event.reason,
        ...(event.signal === undefined ? {} : { signal: event.signal }),
      };
    default:
      return span;
  }
}

function finishHook(
  hook: HookSpan,
  { hook: kind, ok, message }: { hook: HookKind; ok: boolean; message: string },
  time: string,
): HookSpan {
  return hook.hook === kind && hook.to === undefined ? { ...hook, to: time, ok, message } : hook;
}

function closeLast(spans: readonly Span[], time: string): readonly Span[] {
  const last = spans.at(-1);
  return last === undefined || last.to !== undefined ? spans : [...spans.slice(0, -1), { ...last, to: time }];
}
